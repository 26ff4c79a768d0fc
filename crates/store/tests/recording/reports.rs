//! The weekly report: a past week as it was known then, kept so that nobody can change it.

use chrono::{DateTime, TimeDelta, Utc};
use fleet::finding::Decision;
use fleet::report::{Period, Report, ReportSchedule, WorkloadLine};
use fleet::scan::{MissingWhat, ScanError};
use fleet::{Page, Role, Scope};
use posture::outcome::EscapeKind;
use store::ArchivedReport;

use crate::support::*;

const DAY: i64 = 24 * 60;

/// Seven days that begin at this minute.
fn period(from: i64) -> Period {
    let from = minute(from);
    Period {
        week: "2026-W46".into(),
        time_zone: "UTC".into(),
        first_day: from.date_naive(),
        last_day: (from + TimeDelta::days(6)).date_naive(),
        from,
        until: from + TimeDelta::days(7),
    }
}

async fn archived(
    world: &World,
    period: &Period,
    scope: &Scope,
    now: DateTime<Utc>,
) -> (Report, Vec<WorkloadLine>) {
    let row = world.store.make_report(&admin(), period, scope, now).await.unwrap();
    let ArchivedReport { row: again, report, workloads } =
        world.store.report(&admin(), row.id).await.unwrap().unwrap();
    assert_eq!(again, row);
    (report, workloads.map(|line| line.unwrap()).collect())
}

/// Nothing before day 1; a socket that goes and comes within the week; a change after it.
async fn busy(world: &World) {
    world.scan(DAY, &[plain("web"), with_socket("agent", 1), hardened("cache", 1)]).await;
    world.scan(2 * DAY, &[plain("web"), hardened("agent", 2), hardened("cache", 1)]).await;
    world.scan(4 * DAY, &[plain("web"), with_socket("agent", 3), hardened("cache", 1)]).await;
    world.scan(7 * DAY - 5, &[plain("web"), with_socket("agent", 3), hardened("cache", 1)]).await;
}

#[tokio::test]
async fn a_past_week_is_what_the_dashboard_showed_at_its_end() {
    let world = World::new().await;
    busy(&world).await;
    let end = minute(7 * DAY);
    let scope = Scope::default();
    let shown = world.store.overview(&admin(), &scope, minute(0), end).await.unwrap();
    let workloads = world.workloads(7 * DAY).await;
    // What happens later is no part of that week.
    world.scan(9 * DAY, &[hardened("agent", 4)]).await;

    let (report, lines) = archived(&world, &period(0), &scope, minute(20 * DAY)).await;
    assert_eq!(report.as_of, end);
    assert_eq!(report.summary.index, shown.summary.index);
    assert_eq!(report.summary.grades, shown.summary.grades);
    assert_eq!(report.summary.counts, shown.summary.counts);
    assert_eq!(
        (report.summary.workloads, report.summary.hosts, report.summary.hosts_stale),
        (shown.summary.workloads, shown.summary.hosts, shown.summary.hosts_stale)
    );
    assert_eq!(report.changes.opened, shown.changes.opened);
    assert_eq!(report.changes.resolved, shown.changes.resolved);
    assert_eq!(report.changes.reopened, shown.changes.reopened);
    for (mean, expected) in report.dimensions.iter().zip(&shown.dimensions) {
        assert!((mean.mean - expected.mean).abs() < 1e-9, "{mean:?}, {expected:?}");
    }
    let escapes: Vec<_> = report.escape_paths.iter().map(|line| (line.kind, line.workloads)).collect();
    assert_eq!(escapes, [(EscapeKind::EngineSocket, 1)]);
    assert_eq!(report.escape_paths[0].before, 0);

    let mut expected: Vec<_> = workloads
        .iter()
        .map(|row| {
            (row.name.clone(), row.score, row.grade, row.worst_finding.clone().map(|worst| worst.rule))
        })
        .collect();
    expected.sort_by(|a, b| a.1.total_cmp(&b.1));
    let found: Vec<_> = lines
        .iter()
        .map(|line| (line.name.clone(), line.score, line.grade, line.worst.clone().map(|worst| worst.rule)))
        .collect();
    assert_eq!(found, expected);
    assert_eq!(report.worst, lines);
    let point = report.trend.last().unwrap();
    assert_eq!((point.at, point.index), (end, shown.summary.index));
}

#[tokio::test]
async fn what_happened_in_the_week_is_counted_and_what_did_not_is_not() {
    let world = World::new().await;
    busy(&world).await;
    let (week, _) = archived(&world, &period(0), &Scope::default(), minute(20 * DAY)).await;
    assert!(week.changes.opened.critical == 1 && week.changes.resolved.critical == 1, "{:?}", week.changes);
    assert_eq!(week.changes.reopened.critical, 1);
    let (next, _) = archived(&world, &period(7 * DAY), &Scope::default(), minute(20 * DAY)).await;
    assert_eq!(next.changes, fleet::report::WeekChanges::default());
    assert_eq!(next.before.index, week.summary.index);
}

#[tokio::test]
async fn the_best_fix_gains_what_scoring_again_without_it_gains() {
    let world = World::new().await;
    world.scan(DAY, &[with_socket("agent", 1), hardened("cache", 1)]).await;
    let (report, lines) = archived(&world, &period(0), &Scope::default(), minute(20 * DAY)).await;
    assert_eq!(report.fixes.len(), 1);
    let fix = &report.fixes[0];
    assert_eq!((fix.rule.as_str(), fix.workloads, fix.findings), ("MNT-001", 1, 1));
    // Without the socket the agent is hardened, as the other one is.
    let expected = (lines[1].score - lines[0].score) / 2.0;
    assert!((fix.gain - expected).abs() < 1e-9, "{} is not {expected}", fix.gain);
}

#[tokio::test]
async fn accepted_risks_are_those_of_that_moment() {
    let world = World::new().await;
    world.scan(DAY, &[with_socket("agent", 1)]).await;
    let until = minute(12 * DAY);
    let decision = Decision::Accept { reason: "behind a proxy".into(), until };
    world.decide("MNT-001", &decision, 2 * DAY).await;
    world.decide("MNT-001", &Decision::RevokeAcceptance, 8 * DAY).await;

    let (report, _) = archived(&world, &period(0), &Scope::default(), minute(20 * DAY)).await;
    assert_eq!(report.accepted.total, 1);
    let risk = &report.accepted.items[0];
    assert_eq!((risk.cause.rule.as_str(), risk.cause.subject.as_str()), ("MNT-001", "/var/run/docker.sock"));
    assert_eq!((risk.by.as_str(), risk.reason.as_str(), risk.until), ("analyst", "behind a proxy", until));
    assert_eq!((risk.place.workload.as_str(), risk.place.host.as_str()), ("agent", "berlin-1"));
    assert_eq!(report.worst[0].accepted, 1);
    assert!(report.worst[0].raw_score < report.worst[0].score);

    let (later, _) = archived(&world, &period(7 * DAY), &Scope::default(), minute(20 * DAY)).await;
    assert_eq!(later.accepted.total, 0);
}

#[tokio::test]
async fn a_risk_stays_accepted_when_its_event_is_not_kept_any_more() {
    let world = World::new().await;
    world.scan(DAY, &[with_socket("agent", 1)]).await;
    world.decide("MNT-001", &accept_until(60 * DAY), 2 * DAY).await;
    assert!(world.store.drop_changes(minute(3 * DAY), 1_000).await.unwrap() >= 2);
    let (report, _) = archived(&world, &period(7 * DAY), &Scope::default(), minute(20 * DAY)).await;
    assert_eq!(report.accepted.total, 1);
    let risk = &report.accepted.items[0];
    assert_eq!((risk.by.as_str(), risk.until), ("analyst", minute(60 * DAY)));
    let elsewhere = in_scope(&[("label", "env=test")]);
    let (report, _) = archived(&world, &period(7 * DAY), &elsewhere, minute(20 * DAY)).await;
    assert_eq!(report.accepted.total, 0);
}

/// Two containers of one service, of which the first decides the score and only the second has the credential.
fn one_leaks() -> [fleet::scan::ScannedContainer; 2] {
    let leaking = posture::testing::hardened().env("DB_PASSWORD", posture::facts::ValueKind::SecretNamed);
    [
        in_project(with_socket("shop-web-1", 1), "shop", "web"),
        in_project(container("shop-web-2", 1, &leaking), "shop", "web"),
    ]
}

#[tokio::test]
async fn what_only_another_replica_has_is_in_the_report_too() {
    let world = World::new().await;
    world.scan(DAY, &one_leaks()).await;
    let secret = world.findings(DAY).await.into_iter().find(|row| row.rule.starts_with("SEC-")).unwrap();
    assert_eq!(secret.loss, 0.0, "the other replica decides");
    let (report, _) = archived(&world, &period(0), &Scope::default(), minute(20 * DAY)).await;
    assert_eq!(report.credentials.total, 1);
    let named = &report.credentials.items[0].cause;
    assert_eq!(
        (named.rule.as_str(), named.subject.as_str()),
        (secret.rule.as_str(), secret.subject.as_str())
    );
    assert_eq!(named.severity, secret.severity);

    world.decide(&secret.rule, &accept_until(60 * DAY), 8 * DAY).await;
    let (report, _) = archived(&world, &period(7 * DAY), &Scope::default(), minute(20 * DAY)).await;
    let accepted: Vec<_> = report.accepted.items.iter().map(|risk| risk.cause.rule.as_str()).collect();
    assert_eq!(accepted, [secret.rule.as_str()]);
}

#[tokio::test]
async fn every_revision_of_the_rules_that_judged_is_named() {
    let world = World::new().await;
    world.scan(DAY, &[plain("web"), plain("cache")]).await;
    let older = "update postures set rules_revision = rules_revision - 1
                 where workload_id = (select id from workloads where name = 'web')";
    sqlx::query(older).execute(world.store.pool()).await.unwrap();
    let (report, _) = archived(&world, &period(0), &Scope::default(), minute(20 * DAY)).await;
    let newest = i64::from(posture::rules::REVISION);
    assert_eq!(report.method.rules_revisions, [newest - 1, newest]);
    assert_eq!(report.dimensions[0].workloads, 2);
}

#[tokio::test]
async fn a_report_of_a_scope_that_says_what_no_host_can_have_is_refused() {
    let world = World::new().await;
    let scope: Scope = serde_json::from_str(r#"{"labels": {"team": []}}"#).unwrap();
    let made = world.store.make_report(&admin(), &period(0), &scope, minute(20 * DAY)).await;
    assert_eq!(made.unwrap_err().problem().code(), "invalid");
    let schedule = ReportSchedule { scope, ..ReportSchedule::default() };
    let set = world.store.set_report_schedule(&admin(), &schedule, minute(0)).await;
    let fleet::Problem::Invalid { errors } = set.unwrap_err().problem() else { panic!("it was set") };
    assert_eq!(errors[0].field, "scope.labels");
}

#[tokio::test]
async fn credentials_are_new_when_they_opened_in_the_week() {
    let world = World::new().await;
    let mut leaking = plain("web");
    leaking.facts =
        posture::testing::plain().env("DB_PASSWORD", posture::facts::ValueKind::SecretNamed).container;
    world.scan(DAY, &[leaking]).await;
    let (report, _) = archived(&world, &period(0), &Scope::default(), minute(20 * DAY)).await;
    assert!(report.credentials.total >= 1, "{:?}", report.credentials);
    let credential = &report.credentials.items[0];
    assert!(credential.cause.rule.starts_with("SEC-"));
    assert_eq!((credential.place.workload.as_str(), credential.at), ("web", minute(DAY)));
    let (later, _) = archived(&world, &period(7 * DAY), &Scope::default(), minute(20 * DAY)).await;
    assert_eq!(later.credentials.total, 0);
}

#[tokio::test]
async fn hosts_are_as_they_were_read_then() {
    let world = World::new().await;
    let other = world.store.add_host(&admin(), &new_host("berlin-2"), minute(0)).await.unwrap();
    world.scan(7 * DAY - 5, &[]).await;
    let failure = ScanError::Interrupted;
    world.store.record_scan_failure(other, &failure, minute(3 * DAY)).await.unwrap();
    let (report, _) = archived(&world, &period(0), &Scope::default(), minute(20 * DAY)).await;
    let hosts: Vec<_> = report
        .hosts
        .items
        .iter()
        .map(|line| (line.name.as_str(), line.state.as_str(), line.cause.as_str()))
        .collect();
    assert_eq!(hosts, [("berlin-2", "failed", "the scan was interrupted before it ended")]);
    assert_eq!((report.summary.hosts, report.method.hosts_covered), (2, 1));

    let mut partial = scan(&[]);
    partial.missing = vec![missing(MissingWhat::Networks)];
    world.record(8 * DAY, &partial).await;
    let mut soon = period(DAY);
    soon.until = minute(8 * DAY + 1);
    let (report, _) = archived(&world, &soon, &Scope::default(), minute(20 * DAY)).await;
    let states: Vec<_> =
        report.hosts.items.iter().map(|line| (line.name.as_str(), line.state.as_str())).collect();
    assert_eq!(states, [("berlin-2", "failed"), ("berlin-1", "partial")]);
}

#[tokio::test]
async fn a_scope_holds_in_every_part() {
    let world = World::new().await;
    let mut payments = new_host("berlin-2");
    payments.labels.insert("team".into(), "payments".into());
    let other = world.store.add_host(&admin(), &payments, minute(0)).await.unwrap();
    world.scan(DAY, &[with_socket("agent", 1)]).await;
    let theirs = scan(&[in_project(plain("shop-web-1"), "shop", "web"), hardened("cache", 1)]);
    world.store.record_scan(other, &theirs, minute(DAY)).await.unwrap();

    let team = in_scope(&[("label", "team=payments")]);
    let (report, lines) = archived(&world, &period(0), &team, minute(20 * DAY)).await;
    assert_eq!((report.summary.workloads, report.summary.hosts), (2, 1));
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().all(|line| line.host == "berlin-2"));
    assert_eq!((report.changes.opened.critical, report.escaping), (0, 0));

    let shop = in_scope(&[("project", "shop")]);
    let (report, lines) = archived(&world, &period(0), &shop, minute(20 * DAY)).await;
    assert_eq!(lines.iter().map(|line| line.name.as_str()).collect::<Vec<_>>(), ["web"]);
    assert_eq!(report.summary.workloads, 1);
    assert_eq!(report.changes.opened.total(), lines[0].counts.total());
}

#[tokio::test]
async fn a_week_without_data_is_empty_and_one_that_has_not_begun_is_refused() {
    let world = World::new().await;
    world.scan(9 * DAY, &[plain("web")]).await;
    let mut before = period(-8 * DAY);
    before.until = minute(-DAY);
    let (report, lines) = archived(&world, &before, &Scope::default(), minute(20 * DAY)).await;
    assert!(report.is_empty() && lines.is_empty());
    let refused =
        world.store.make_report(&admin(), &period(30 * DAY), &Scope::default(), minute(20 * DAY)).await;
    assert_eq!(refused.unwrap_err().problem().code(), "invalid");
}

#[tokio::test]
async fn what_is_archived_cannot_be_changed() {
    let world = World::new().await;
    world.scan(DAY, &[plain("web")]).await;
    archived(&world, &period(0), &Scope::default(), minute(20 * DAY)).await;
    for statement in
        ["update reports set made_by = 'someone'", "delete from reports", "truncate reports cascade"]
    {
        let refused = sqlx::raw_sql(statement).execute(world.store.pool()).await.unwrap_err().to_string();
        assert!(refused.contains("what is archived cannot be changed"), "{statement}: {refused}");
    }
}

#[tokio::test]
async fn a_schedule_makes_one_report_for_each_week_and_a_mail_for_each_recipient() {
    let world = World::new().await;
    world.scan(DAY, &[plain("web")]).await;
    let actor = fleet::Actor::System("job:report".into());
    let recipients = ["ada@example.org".to_owned(), "grace@example.org".to_owned()];
    let (week, everything) = (period(0), Scope::default());
    let make =
        || world.store.make_scheduled_report(&actor, &week, &everything, &recipients, minute(20 * DAY));
    let made = make().await.unwrap().unwrap();
    assert_eq!(make().await.unwrap(), None);
    assert_eq!(world.store.list_reports(&admin(), &Page::default()).await.unwrap().total, 1);

    let mails = world.store.due_report_mails(10, minute(20 * DAY)).await.unwrap();
    assert_eq!(mails.iter().map(|mail| mail.recipient.as_str()).collect::<Vec<_>>(), recipients);
    world.store.report_mail_sent(&mails[0], minute(20 * DAY)).await.unwrap();
    world.store.report_mail_failed(&mails[1], "no answer", minute(20 * DAY)).await.unwrap();
    assert_eq!(world.store.due_report_mails(10, minute(20 * DAY)).await.unwrap(), []);
    let again = world.store.due_report_mails(10, minute(20 * DAY + 1)).await.unwrap();
    assert_eq!(again.iter().map(|mail| mail.attempts).collect::<Vec<_>>(), [1]);
    let shown = world.store.report_deliveries(&admin(), made.id).await.unwrap();
    assert_eq!(shown[1].failure.as_deref(), Some("no answer"));
}

#[tokio::test]
async fn reports_are_listed_newest_first_page_by_page() {
    let world = World::new().await;
    for day in 0..5 {
        world
            .store
            .make_report(&admin(), &period(0), &Scope::default(), minute((20 + day) * DAY))
            .await
            .unwrap();
    }
    let (mut made, mut after) = (Vec::new(), None);
    loop {
        let page = world.store.list_reports(&admin(), &Page::after(after, 2)).await.unwrap();
        made.extend(page.items.iter().map(|row| row.made_at));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(made, (0..5).rev().map(|day| minute((20 + day) * DAY)).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_schedule_is_set_by_administrators_and_checked() {
    let world = World::new().await;
    let schedule = ReportSchedule {
        enabled: true,
        recipients: vec!["ada@example.org".into()],
        next_at: Some(minute(DAY)),
        ..ReportSchedule::default()
    };
    let set = |role, schedule: ReportSchedule| {
        let (store, actor) = (world.store.clone(), user(role));
        async move { store.set_report_schedule(&actor, &schedule, minute(0)).await }
    };
    assert_eq!(set(Role::Analyst, schedule.clone()).await.unwrap_err().problem().code(), "forbidden");
    set(Role::Admin, schedule.clone()).await.unwrap();
    assert_eq!(world.store.report_schedule(&user(Role::Admin)).await.unwrap(), schedule);
    let seen = ReportSchedule { recipients: Vec::new(), ..schedule.clone() };
    assert_eq!(world.store.report_schedule(&user(Role::Viewer)).await.unwrap(), seen);
    assert_eq!(world.store.due_report(minute(DAY - 1)).await.unwrap(), None);
    assert_eq!(world.store.due_report(minute(DAY)).await.unwrap(), Some(schedule.clone()));
    world.store.report_is_made(minute(DAY), minute(8 * DAY)).await.unwrap();
    assert_eq!(world.store.due_report(minute(DAY)).await.unwrap(), None);
    for wrong in [
        ReportSchedule { day: 8, ..schedule.clone() },
        ReportSchedule { hour: 24, ..schedule.clone() },
        ReportSchedule { recipients: vec!["nobody".into()], ..schedule.clone() },
    ] {
        assert_eq!(set(Role::Admin, wrong).await.unwrap_err().problem().code(), "invalid");
    }
}
