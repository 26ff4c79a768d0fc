//! Leases of jobs between replicas, and the reports of their runs.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use fleet::host::NewHost;
use fleet::job::JobRun;
use fleet::scan::ScanError;
use fleet::{Actor, HostId};
use store::testing::Database;
use store::{HostTurn, Store};
use uuid::Uuid;

const ONE: Uuid = Uuid::from_u128(1);
const TWO: Uuid = Uuid::from_u128(2);

#[tokio::test]
async fn a_job_has_one_holder() {
    let database = Database::create().await;
    let store = database.store().await;
    let lease = store.lease("roll_up", ONE, 60).await.unwrap().unwrap();
    assert_eq!((lease.job.as_str(), lease.holder), ("roll_up", ONE));
    let left = lease.until - store.server_time().await.unwrap();
    assert!(left > TimeDelta::seconds(50) && left <= TimeDelta::seconds(60), "{left}");
    assert_eq!(store.lease("roll_up", TWO, 60).await.unwrap(), None);
    assert!(store.lease("expire", TWO, 60).await.unwrap().is_some(), "another job");
    let longer = store.lease("roll_up", ONE, 120).await.unwrap().unwrap();
    assert!(longer.until > lease.until);
}

#[tokio::test]
async fn of_many_replicas_one_gets_the_lease() {
    let database = Database::create().await;
    let store = database.store().await;
    let mut attempts = tokio::task::JoinSet::new();
    for holder in 1..=16 {
        let store = store.clone();
        attempts.spawn(async move { store.lease("roll_up", Uuid::from_u128(holder), 60).await.unwrap() });
    }
    assert_eq!(attempts.join_all().await.into_iter().flatten().count(), 1);
}

#[tokio::test]
async fn a_lease_that_ran_out_is_taken_over() {
    let database = Database::create().await;
    let store = database.store().await;
    let lost = store.lease("roll_up", ONE, 1).await.unwrap().unwrap();
    assert_eq!(store.lease("roll_up", TWO, 60).await.unwrap(), None);
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(store.renew(&lost, 60).await.unwrap(), None, "too late");
    assert!(store.lease("roll_up", TWO, 60).await.unwrap().is_some());
    assert_eq!(store.renew(&lost, 60).await.unwrap(), None);
    store.release(&lost).await.unwrap();
    assert_eq!(store.lease("roll_up", ONE, 60).await.unwrap(), None, "what was lost cannot be given back");
}

#[tokio::test]
async fn a_lease_is_kept_by_renewing_and_free_once_given_back() {
    let database = Database::create().await;
    let store = database.store().await;
    let lease = store.lease("roll_up", ONE, 30).await.unwrap().unwrap();
    let renewed = store.renew(&lease, 300).await.unwrap().unwrap();
    assert!(renewed.until > lease.until + TimeDelta::seconds(200));
    assert_eq!(store.lease("roll_up", TWO, 60).await.unwrap(), None);
    store.release(&renewed).await.unwrap();
    assert_eq!(store.renew(&renewed, 60).await.unwrap(), None);
    assert!(store.lease("roll_up", TWO, 60).await.unwrap().is_some());
}

fn run(job: &str, number: i64, failure: Option<&str>) -> JobRun {
    let started_at: DateTime<Utc> = DateTime::from_timestamp(1_795_500_000 + number, 0).unwrap();
    JobRun {
        job: job.into(),
        started_at,
        finished_at: started_at + TimeDelta::milliseconds(250),
        report: BTreeMap::from([("days".to_owned(), number)]),
        failure: failure.map(String::from),
    }
}

#[tokio::test]
async fn the_last_run_of_each_job_is_shown() {
    let database = Database::create().await;
    let store = database.store().await;
    let operator = Actor::System("test".into());
    assert!(store.job_runs(&operator).await.unwrap().is_empty());
    let (first, last, other) =
        (run("roll_up", 1, None), run("roll_up", 2, Some("no")), run("expire", 3, None));
    for run in [&first, &other, &last] {
        store.record_job_run(run).await.unwrap();
    }
    assert_eq!(store.job_runs(&operator).await.unwrap(), [other, last]);
}

#[tokio::test]
async fn a_hundred_runs_of_a_job_are_kept() {
    let database = Database::create().await;
    let store = database.store().await;
    store.record_job_run(&run("expire", 0, None)).await.unwrap();
    for number in 1..=103 {
        store.record_job_run(&run("roll_up", number, None)).await.unwrap();
    }
    let kept: (i64, i64, i64) = sqlx::query_as(
        "select count(*), min((report->>'days')::bigint), max((report->>'days')::bigint)
         from job_runs where job = 'roll_up'",
    )
    .fetch_one(store.pool())
    .await
    .unwrap();
    assert_eq!(kept, (100, 4, 103));
    assert_eq!(store.job_runs(&Actor::System("test".into())).await.unwrap().len(), 2);
}

const INTERVAL_S: i64 = 300;

fn second(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_500_000 + seconds, 0).unwrap()
}

async fn host(store: &Store) -> HostId {
    let host = NewHost {
        name: "one".into(),
        endpoint: "unix:///one.sock".parse().unwrap(),
        labels: [].into(),
        scan_interval_s: INTERVAL_S,
    };
    store.add_host(&Actor::System("test".into()), &host, second(0)).await.unwrap()
}

#[tokio::test]
async fn a_host_is_scanned_by_one_at_a_time_however_it_was_asked_for() {
    let database = Database::create().await;
    let store = database.store().await;
    let host = host(&store).await;
    let take = async |holder, at| store.take_host(host, second(at), holder, 30).await.unwrap();
    assert_eq!(store.take_due_hosts(second(0), 9, ONE, 30).await.unwrap().len(), 1);
    assert_eq!(take(TWO, 29).await, HostTurn::Busy);
    assert!(matches!(take(TWO, 30).await, HostTurn::Taken(_)));
    assert!(store.take_due_hosts(second(59), 9, ONE, 30).await.unwrap().is_empty());
    assert!(!store.renew_host(host, second(59), ONE, 30).await.unwrap(), "it was lost");
    assert!(store.renew_host(host, second(59), TWO, 30).await.unwrap());
    assert_eq!(take(ONE, 88).await, HostTurn::Busy);
    assert!(matches!(take(ONE, 89).await, HostTurn::Taken(_)));
}

/// Lets a scan that begins at this second fail; the seconds after which the host is due again.
async fn pause_after_failing(store: &Store, host: HostId, at: i64) -> i64 {
    let HostTurn::Taken(taken) = store.take_host(host, second(at), ONE, 30).await.unwrap() else {
        panic!("it is free");
    };
    store.record_scan_failure(host, &ScanError::Interrupted, second(at)).await.unwrap();
    store.back_off(&taken, second(at)).await.unwrap();
    let next: DateTime<Utc> =
        sqlx::query_scalar("select next_scan_at from hosts").fetch_one(store.pool()).await.unwrap();
    (next - second(at)).num_seconds()
}

#[tokio::test]
async fn a_host_that_goes_on_failing_is_tried_less_and_less_often_but_every_hour() {
    let database = Database::create().await;
    let store = database.store().await;
    let host = host(&store).await;
    let mut pauses = Vec::new();
    for attempt in 0..6 {
        pauses.push(pause_after_failing(&store, host, 10_000 * attempt).await);
    }
    assert_eq!(pauses, [300, 600, 1_200, 2_400, 3_600, 3_600]);
    sqlx::query("update hosts set failure = null").execute(store.pool()).await.unwrap();
    assert_eq!(pause_after_failing(&store, host, 90_000).await, 300, "it had answered meanwhile");

    sqlx::query("update hosts set scan_interval_s = 10").execute(store.pool()).await.unwrap();
    let mut longest = 0;
    for attempt in 10..16 {
        longest = pause_after_failing(&store, host, 10_000 * attempt).await;
    }
    assert_eq!(longest, 120, "twelve intervals");
    sqlx::query("update hosts set scan_interval_s = 86400").execute(store.pool()).await.unwrap();
    assert_eq!(pause_after_failing(&store, host, 170_000).await, 86_400, "never sooner than its interval");
}

#[tokio::test]
async fn hosts_whose_last_scan_failed_are_taken_apart() {
    let database = Database::create().await;
    let store = database.store().await;
    let host = host(&store).await;
    assert!(store.take_failing_hosts(second(0), 9, ONE, 30).await.unwrap().is_empty());
    pause_after_failing(&store, host, 0).await;
    assert!(store.take_due_hosts(second(INTERVAL_S), 9, ONE, 30).await.unwrap().is_empty());
    let failing = store.take_failing_hosts(second(INTERVAL_S), 9, ONE, 30).await.unwrap();
    assert_eq!(failing.iter().map(|host| host.failing).collect::<Vec<_>>(), [true]);
}
