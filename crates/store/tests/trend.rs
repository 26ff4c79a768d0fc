//! The fleet day by day: what roll-ups keep and trends show.

#![allow(clippy::unwrap_used)]

use chrono::{DateTime, TimeDelta, Utc};
use fleet::grades::GradeCounts;
use fleet::trend::{Bucket, TrendPoint, TrendRange, TrendSpan};
use fleet::{Actor, Scope};
use store::testing::Database;
use store::{RollupReport, Store};
use uuid::Uuid;

const HOST: Uuid = Uuid::from_u128(1);

/// A Tuesday, 08:00 UTC.
fn now() -> DateTime<Utc> {
    at("2026-11-24T08:00:00Z")
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn run(store: &Store, sql: &str) {
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(store.pool()).await.expect(sql);
}

async fn add_host(store: &Store, id: Uuid, added_at: &str) {
    run(
        store,
        &format!(
            "insert into hosts (id, name, endpoint, scan_interval_s, added_at, next_scan_at)
             values ('{id}', '{id}', 'unix:///{id}', 300, '{added_at}', '{added_at}')"
        ),
    )
    .await;
}

/// An interval of a workload's past: from, to, score, grade, open critical and high findings.
struct Interval(&'static str, Option<&'static str>, f64, &'static str, i32, i32);

/// A workload with these intervals; the last one is current unless it ended.
async fn add_workload(store: &Store, id: u128, intervals: &[Interval]) {
    let id = Uuid::from_u128(id);
    let Interval(since, end, score, grade, critical, high) = intervals.last().unwrap();
    let counts = end.is_none();
    run(
        store,
        &format!(
            "insert into workloads (
                 id, host_id, scope, kind, identity_hash, identity, project, name, host_name, image, search,
                 first_seen_at, counts, state, replicas, posture_since, input_key, facts_hash, host_hash,
                 outcome_hash, score, raw_score, grade, complete, image_trust, capabilities, mounts, secrets,
                 staleness, dimension_grades, dimension_worst, critical, high, medium, low, info, escape_kinds,
                 unknown, accepted, policy_version, rules_revision)
             values ('{id}', '{HOST}', '{HOST}', 'name', '{id}', '', '', '', '', '', '', '{since}', {counts},
                 'running', 1, '{since}', '', '', '', '', {score}, {score}, '{grade}', true, 0, 0, 0, 0, 0,
                 'AAAAA', '-----', {critical}, {high}, 0, 0, 0, '{{}}', 0, 0, 1, 1)"
        ),
    )
    .await;
    for Interval(from, to, score, grade, critical, high) in intervals {
        let to = to.map_or("null".into(), |to| format!("'{to}'"));
        run(
            store,
            &format!(
                "insert into postures (
                     workload_id, valid_from, valid_to, reason, input_key, facts_hash, host_hash, outcome_hash,
                     accepted, counts, score, raw_score, grade, complete, critical, high, medium, low, info,
                     policy_version, rules_revision)
                 values ('{id}', '{from}', {to}, 'first_seen', '', '', '', '', '[]', true, {score}, {score},
                     '{grade}', true, {critical}, {high}, 0, 0, 0, 1, 1)"
            ),
        )
        .await;
    }
}

/// One workload that got better, one that came and went.
async fn add_fleet(store: &Store) {
    add_host(store, HOST, "2026-11-21T09:00:00Z").await;
    let better = [
        Interval("2026-11-21T10:00:00Z", Some("2026-11-23T09:00:00Z"), 40.0, "F", 2, 1),
        Interval("2026-11-23T09:00:00Z", None, 90.0, "A", 0, 0),
    ];
    add_workload(store, 10, &better).await;
    let gone = [Interval("2026-11-22T00:00:00Z", Some("2026-11-23T12:00:00Z"), 70.0, "D", 0, 3)];
    add_workload(store, 11, &gone).await;
}

async fn trend(store: &Store, range: TrendRange, now: DateTime<Utc>) -> Vec<TrendPoint> {
    store.trend(&Actor::System("test".into()), &Scope::default(), range, now).await.unwrap()
}

fn indexes(points: &[TrendPoint]) -> Vec<Option<f64>> {
    points.iter().map(|point| point.index).collect()
}

fn end_of(day: &str) -> DateTime<Utc> {
    at(&format!("{day}T23:59:59.999999Z"))
}

#[tokio::test]
async fn an_empty_fleet_has_a_point_for_today_that_knows_nothing() {
    let database = Database::create().await;
    let store = database.store().await;
    assert_eq!(store.roll_up(now()).await.unwrap(), RollupReport { days: 1 });
    let nothing = TrendPoint {
        at: now(),
        index: None,
        workloads: 0,
        grades: GradeCounts::default(),
        critical: 0,
        high: 0,
        hosts_stale: 0,
    };
    assert_eq!(trend(&store, TrendRange::Month, now()).await, [nothing]);
}

#[tokio::test]
async fn days_that_are_missing_are_written_from_the_past() {
    let database = Database::create().await;
    let store = database.store().await;
    add_fleet(&store).await;
    assert_eq!(store.roll_up(now()).await.unwrap(), RollupReport { days: 4 });
    let points = trend(&store, TrendRange::Week, now()).await;
    let moments: Vec<_> = points.iter().map(|point| point.at).collect();
    assert_eq!(moments, [end_of("2026-11-21"), end_of("2026-11-22"), end_of("2026-11-23"), now()]);
    assert_eq!(indexes(&points), [Some(40.0), Some(55.0), Some(90.0), Some(90.0)]);
    let grades: Vec<_> =
        points.iter().map(|p| (p.grades.a, p.grades.d, p.grades.f, p.grades.total())).collect();
    assert_eq!(grades, [(0, 0, 1, 1), (0, 1, 1, 2), (1, 0, 0, 1), (1, 0, 0, 1)]);
    let counts: Vec<_> = points.iter().map(|point| (point.workloads, point.critical, point.high)).collect();
    assert_eq!(counts, [(1, 2, 1), (2, 2, 4), (1, 0, 0), (1, 0, 0)]);
}

#[tokio::test]
async fn rolling_up_twice_gives_the_same() {
    let database = Database::create().await;
    let store = database.store().await;
    add_fleet(&store).await;
    store.roll_up(now()).await.unwrap();
    let once = trend(&store, TrendRange::Week, now()).await;
    assert_eq!(store.roll_up(now()).await.unwrap(), RollupReport { days: 1 }, "only today");
    assert_eq!(trend(&store, TrendRange::Week, now()).await, once);
    let days: i64 =
        sqlx::query_scalar("select count(*) from fleet_days").fetch_one(store.pool()).await.unwrap();
    assert_eq!(days, 4);
}

#[tokio::test]
async fn today_is_written_anew_and_finished_on_the_next_day() {
    let database = Database::create().await;
    let store = database.store().await;
    add_fleet(&store).await;
    store.roll_up(now()).await.unwrap();
    let next = [
        Interval("2026-11-24T20:00:00Z", Some("2026-11-25T00:00:00Z"), 30.0, "F", 1, 0),
        Interval("2026-11-25T00:00:00Z", None, 60.0, "B", 0, 0),
    ];
    add_workload(&store, 12, &next).await;
    let tomorrow = now() + TimeDelta::days(1);
    assert_eq!(store.roll_up(tomorrow).await.unwrap(), RollupReport { days: 2 });
    let points = trend(&store, TrendRange::Week, tomorrow).await;
    assert_eq!((points[3].at, points[3].index), (end_of("2026-11-24"), Some(60.0)));
    assert_eq!((points[4].at, points[4].index), (tomorrow, Some(75.0)));
}

#[tokio::test]
async fn a_replica_whose_clock_is_behind_undoes_nothing() {
    let database = Database::create().await;
    let store = database.store().await;
    add_fleet(&store).await;
    store.roll_up(now()).await.unwrap();
    let behind = now() - TimeDelta::seconds(2);
    assert_eq!(store.roll_up(behind).await.unwrap(), RollupReport { days: 0 });
    let kept: DateTime<Utc> =
        sqlx::query_scalar("select max(at) from fleet_days").fetch_one(store.pool()).await.unwrap();
    assert_eq!(kept, now());
}

#[tokio::test]
async fn today_is_as_of_now_before_it_is_rolled_up() {
    let database = Database::create().await;
    let store = database.store().await;
    add_fleet(&store).await;
    assert_eq!(indexes(&trend(&store, TrendRange::Week, now()).await), [Some(90.0)]);
    store.roll_up(now()).await.unwrap();
    run(&store, "update workloads set score = 80 where counts").await;
    assert_eq!(trend(&store, TrendRange::Week, now()).await.last().unwrap().index, Some(80.0));
}

#[tokio::test]
async fn a_trend_looks_back_as_far_as_asked_and_a_year_is_kept() {
    let database = Database::create().await;
    let store = database.store().await;
    add_host(&store, HOST, "2023-01-01T00:00:00Z").await;
    assert_eq!(store.roll_up(now()).await.unwrap(), RollupReport { days: 366 });
    for (range, days) in
        [(TrendRange::Week, 7), (TrendRange::Month, 30), (TrendRange::Quarter, 90), (TrendRange::Year, 365)]
    {
        assert_eq!(trend(&store, range, now()).await.len(), days, "{range:?}");
    }
}

#[tokio::test]
async fn a_host_that_fails_or_was_last_read_three_intervals_ago_is_stale_that_day() {
    let database = Database::create().await;
    let store = database.store().await;
    let (fresh, stale, failing, removed, new) =
        (HOST, Uuid::from_u128(2), Uuid::from_u128(3), Uuid::from_u128(4), Uuid::from_u128(5));
    for host in [fresh, stale, failing, removed, new] {
        add_host(&store, host, "2026-11-22T09:00:00Z").await;
    }
    for (host, outcome, last_at) in [
        (fresh, "partial", "2026-11-24T07:45:00Z"),
        (stale, "complete", "2026-11-24T07:44:59Z"),
        (failing, "complete", "2026-11-23T12:00:00Z"),
        (removed, "complete", "2026-11-22T12:00:00Z"),
    ] {
        run(
            &store,
            &format!(
                "insert into scan_runs (id, host_id, outcome, first_at, last_at)
                 values (gen_random_uuid(), '{host}', '{outcome}', '2026-11-22T09:00:00Z', '{last_at}')"
            ),
        )
        .await;
    }
    run(
        &store,
        &format!(
            "insert into scan_runs (id, host_id, outcome, first_at, last_at) values
                 (gen_random_uuid(), '{failing}', 'failed', '2026-11-23T12:05:00Z', '2026-11-24T07:59:00Z');
             update hosts set removed_at = '2026-11-23T08:00:00Z' where id = '{removed}';
             update hosts set failure = '{{}}' where id = '{failing}';
             update hosts set seen_at = (
                 select max(last_at) from scan_runs where host_id = hosts.id and outcome <> 'failed')"
        ),
    )
    .await;
    store.roll_up(now()).await.unwrap();
    let points = trend(&store, TrendRange::Week, now()).await;
    let stale: Vec<_> = points.iter().map(|point| point.hosts_stale).collect();
    assert_eq!(stale, [1, 1, 2], "the removed one, the failing one, the failing and the stale one");
}

#[tokio::test]
async fn a_span_has_the_days_that_ended_in_it_and_now_only_where_it_ends_now() {
    let database = Database::create().await;
    let store = database.store().await;
    add_fleet(&store).await;
    store.roll_up(now()).await.unwrap();
    let moments = async |from: &str, to: DateTime<Utc>, bucket| {
        let (actor, span) = (Actor::System("test".into()), TrendSpan { from: at(from), to, bucket });
        let points = store.trend_of(&actor, &Scope::default(), &span, now()).await.unwrap();
        points.into_iter().map(|point| point.at).collect::<Vec<_>>()
    };
    let all = [end_of("2026-11-21"), end_of("2026-11-22"), end_of("2026-11-23"), now()];
    assert_eq!(moments("2026-11-20T00:00:00Z", now(), Bucket::Day).await, all);
    assert_eq!(moments("2026-11-22T12:00:00Z", now(), Bucket::Day).await, all[1..]);
    assert_eq!(moments("2026-11-20T00:00:00Z", at("2026-11-23T12:00:00Z"), Bucket::Day).await, all[..2]);
    let weeks = moments("2026-11-01T00:00:00Z", now(), Bucket::Week).await;
    assert_eq!(weeks, [now()], "a week before today there was nothing");
}

#[tokio::test]
async fn weeks_are_counted_back_from_the_end_for_the_fleet_as_for_a_part() {
    let database = Database::create().await;
    let store = database.store().await;
    add_host(&store, HOST, "2026-11-01T00:00:00Z").await;
    store.roll_up(now()).await.unwrap();
    let span = TrendSpan { from: at("2026-11-01T00:00:00Z"), to: now(), bucket: Bucket::Week };
    for scope in [Scope::default(), Scope::host(HOST.into())] {
        let points = store.trend_of(&Actor::System("test".into()), &scope, &span, now()).await.unwrap();
        let moments: Vec<_> = points.iter().map(|point| point.at).collect();
        let weeks = ["2026-11-03", "2026-11-10", "2026-11-17"].map(end_of);
        assert_eq!(moments, [&weeks[..], &[now()]].concat(), "{scope:?}");
    }
}

#[tokio::test]
async fn a_span_that_is_still_to_come_is_refused() {
    let database = Database::create().await;
    let store = database.store().await;
    let span = TrendSpan { from: now(), to: now() + TimeDelta::days(1), bucket: Bucket::Day };
    let refused = store.trend_of(&Actor::System("test".into()), &Scope::default(), &span, now()).await;
    assert_eq!(refused.unwrap_err().problem().code(), "invalid");
}
