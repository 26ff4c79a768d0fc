use fleet::Scope;
use fleet::change::{ChangeFilter, ChangeKind, FeedStart};
use fleet::finding::{Decision, FindingEventKind};
use posture::Severity;

use super::support::*;
use super::{ADDRESS, all, follow, words};

#[tokio::test]
async fn a_change_says_all_that_a_ticket_needs() {
    let world = World::new().await;
    world.scan(1, &[in_project(with_socket("ci-1", 1), "build", "ci")]).await;
    let row = world.finding("MNT-001", 1).await;
    let changes = all(&world.store).await;
    assert_eq!(words(&changes), ["opened MNT-001 critical"]);
    let change = &changes[0];
    assert_eq!((change.kind, change.timestamp), (ChangeKind::Opened, minute(1)));
    let data = &change.data;
    assert_eq!((data.by.as_str(), &data.details), ("plimsoll", &FindingEventKind::Opened));
    let finding = &data.finding;
    assert_eq!((finding.id, finding.dedup_key.clone()), (row.id, format!("plimsoll-{}", row.id)));
    assert_eq!(
        (&finding.title, &finding.subject, &finding.evidence),
        (&row.title, &row.subject, &row.evidence)
    );
    assert_eq!(finding.url, format!("{ADDRESS}/findings/{}", row.id));
    let workload = data.workload.as_ref().unwrap();
    assert_eq!((workload.name.as_str(), workload.project.as_str()), ("ci", "build"));
    assert_eq!((data.host.id, data.host.name.as_str()), (world.host, "berlin-1"));
    assert_eq!(data.host.labels["env"], "prod");
}

#[tokio::test]
async fn every_step_of_a_finding_is_a_change_by_whoever_made_it() {
    let world = World::new().await;
    world.scan(1, &[with_socket("ci", 1)]).await;
    world.decide("MNT-001", &Decision::Acknowledge, 2).await;
    world.decide("MNT-001", &accept_until(10), 3).await;
    world.store.expire_acceptances(minute(10), 100).await.unwrap();
    world.scan(11, &[hardened("ci", 2)]).await;
    world.scan(12, &[with_socket("ci", 3)]).await;
    let changes = all(&world.store).await;
    let told: Vec<_> =
        changes.iter().map(|change| format!("{} by {}", change.kind.word(), change.data.by)).collect();
    let expected = [
        "opened by plimsoll",
        "acknowledged by analyst",
        "accepted by analyst",
        "acceptance_expired by plimsoll",
        "resolved by plimsoll",
        "reopened by plimsoll",
    ];
    assert_eq!(told, expected);
    assert!(changes.iter().all(|change| change.data.finding.id == changes[0].data.finding.id));
}

#[tokio::test]
async fn the_severity_is_that_of_then() {
    let world = World::new().await;
    let home = |read_only: bool| {
        let sample = posture::testing::hardened();
        let sample = if read_only {
            sample.bind_read_only("/etc", "/host/etc")
        } else {
            sample.bind("/etc", "/host/etc")
        };
        container("backup", 1, &sample)
    };
    world.scan(1, &[home(true)]).await;
    let opened = all(&world.store).await;
    let (rule, severity) = (opened[0].data.finding.rule.clone(), opened[0].data.finding.severity);
    let mut redeployed = home(false);
    redeployed.engine_id = container("backup", 2, &posture::testing::hardened()).engine_id;
    world.scan(2, &[redeployed]).await;
    let of_rule: Vec<_> =
        all(&world.store).await.into_iter().filter(|change| change.data.finding.rule == rule).collect();
    assert_eq!(of_rule[0].data.finding.severity, severity, "as it was opened");
    let Some(change) = of_rule.iter().find(|change| change.kind == ChangeKind::SeverityChanged) else {
        panic!("no change of severity in {:?}", words(&of_rule));
    };
    let FindingEventKind::SeverityChanged { from, to } = change.data.details else { panic!("{change:?}") };
    assert_eq!((from, to), (severity, change.data.finding.severity));
    assert!(to > from);
}

#[tokio::test]
async fn filters_leave_out_what_they_do_not_take_and_nothing_else() {
    let world = World::new().await;
    let mut other = new_host("berlin-2");
    other.labels = [("env".to_owned(), "test".to_owned())].into();
    let other = world.store.add_host(&admin(), &other, minute(0)).await.unwrap();
    world.scan(1, &[plain("web"), in_project(with_socket("ci-1", 1), "build", "ci")]).await;
    world.store.record_scan(other, &scan(&[plain("web")]), minute(2)).await.unwrap();
    world.scan(3, &[plain("web"), in_project(hardened("ci-1", 2), "build", "ci")]).await;
    let every = all(&world.store).await;
    let scope = |name: &str, value: &str| ChangeFilter {
        scope: Scope::read([(name, value)]).unwrap(),
        ..ChangeFilter::default()
    };
    let rule = every[0].data.finding.rule.clone();
    let kinds = ChangeFilter { kinds: vec![ChangeKind::Resolved], ..ChangeFilter::default() };
    let severities = ChangeFilter { severities: vec![Severity::Critical], ..ChangeFilter::default() };
    let rules = ChangeFilter { rules: vec![rule.clone()], ..ChangeFilter::default() };
    for filter in [
        kinds,
        severities,
        rules,
        scope("label", "env=test"),
        scope("project", "build"),
        scope("label", "env=none"),
    ] {
        let expected: Vec<_> = every
            .iter()
            .filter(|change| {
                let data = &change.data;
                (filter.kinds.is_empty() || filter.kinds.contains(&change.kind))
                    && (filter.severities.is_empty() || filter.severities.contains(&data.finding.severity))
                    && (filter.rules.is_empty() || filter.rules.contains(&data.finding.rule))
                    && filter.scope.labels.matches(&data.host.labels)
                    && (filter.scope.projects.is_empty()
                        || data
                            .workload
                            .as_ref()
                            .is_some_and(|of| filter.scope.projects.contains(&of.project)))
            })
            .cloned()
            .collect();
        assert!(expected.len() < every.len(), "{filter:?} must leave something out");
        for limit in [1, 3, 500] {
            let (found, _) = follow(&world.store, &filter, FeedStart::Oldest, limit).await;
            assert_eq!(found, expected, "{filter:?} in parts of {limit}");
        }
    }
}
