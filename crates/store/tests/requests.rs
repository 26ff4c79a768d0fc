//! What people ask for and jobs do.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use fleet::request::{Progress, Request, RequestKind};
use fleet::scan::ScanError;
use fleet::{Actor, Endpoint, HostId, Problem, RequestId, Role, UserId};
use store::testing::Database;
use store::{Notification, Result, Store, StoreError};
use uuid::Uuid;

const ONE: Uuid = Uuid::from_u128(1);
const TWO: Uuid = Uuid::from_u128(2);
const LEASE_S: i64 = 120;

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_500_000, 0).unwrap()
}

fn operator() -> Actor {
    Actor::System("test".into())
}

fn person(role: Role) -> Actor {
    Actor::User { id: UserId(Uuid::max()), name: "eve".into(), role }
}

fn endpoint() -> Endpoint {
    "unix:///run/docker.sock".parse().unwrap()
}

fn problem<T: std::fmt::Debug>(result: Result<T>) -> Problem {
    match result.unwrap_err() {
        StoreError::Problem(problem) => problem,
        other => panic!("{other}"),
    }
}

async fn host(store: &Store) -> HostId {
    sqlx::query(
        "insert into hosts (id, name, endpoint, scan_interval_s, added_at, next_scan_at)
         values ($1, 'one', 'unix:///one', 300, $2, $2)",
    )
    .bind(ONE)
    .bind(start())
    .execute(store.pool())
    .await
    .unwrap();
    HostId(ONE)
}

/// A connection test asked for `after_s` seconds after the start.
async fn ask(store: &Store, after_s: i64) -> RequestId {
    let now = start() + TimeDelta::seconds(after_s);
    store.request_connection_test(&operator(), endpoint(), now).await.unwrap()
}

async fn take(store: &Store, holder: Uuid, after_s: i64) -> Vec<RequestId> {
    let now = start() + TimeDelta::seconds(after_s);
    let taken = store.take_requests(now, 8, holder, LEASE_S).await.unwrap();
    taken.into_iter().map(|request| request.id).collect()
}

async fn progress(store: &Store, id: RequestId) -> Progress {
    store.request(&operator(), id).await.unwrap().unwrap().progress
}

fn connected(name: &str) -> Progress {
    Progress::Connected { engine: "Docker 27.3 on Debian 12".into(), name: name.into(), containers: 3 }
}

#[tokio::test]
async fn a_request_waits_as_it_was_asked() {
    let database = Database::create().await;
    let store = database.store().await;
    let host = host(&store).await;
    let id = store.request_scan(&person(Role::Analyst), host, start()).await.unwrap();
    let expected =
        Request { id, wants: RequestKind::Scan { host }, asked_at: start(), progress: Progress::Waiting };
    assert_eq!(store.request(&person(Role::Viewer), id).await.unwrap(), Some(expected));
    assert_eq!(store.request(&operator(), RequestId(Uuid::nil())).await.unwrap(), None);
    let asked: (String, String) =
        sqlx::query_as("select actor, target from audit").fetch_one(store.pool()).await.unwrap();
    assert_eq!(asked, ("eve".into(), id.to_string()));
}

#[tokio::test]
async fn a_host_that_is_unknown_or_removed_cannot_be_scanned() {
    let database = Database::create().await;
    let store = database.store().await;
    let unknown = HostId(Uuid::nil());
    assert_eq!(problem(store.request_scan(&operator(), unknown, start()).await), Problem::NotFound);
    let removed = host(&store).await;
    sqlx::query("update hosts set removed_at = now()").execute(store.pool()).await.unwrap();
    assert_eq!(problem(store.request_scan(&operator(), removed, start()).await), Problem::NotFound);
}

#[tokio::test]
async fn asking_needs_the_role() {
    let database = Database::create().await;
    let store = database.store().await;
    let host = host(&store).await;
    let scan = store.request_scan(&person(Role::Viewer), host, start()).await;
    assert_eq!(problem(scan), Problem::Forbidden { needs: Role::Analyst });
    for role in [Role::Viewer, Role::Analyst] {
        let test = store.request_connection_test(&person(role), endpoint(), start()).await;
        assert_eq!(problem(test), Problem::Forbidden { needs: Role::Admin });
    }
    assert!(take(&store, ONE, 0).await.is_empty());
}

#[tokio::test]
async fn requests_are_taken_once_oldest_first() {
    let database = Database::create().await;
    let store = database.store().await;
    let late = ask(&store, 2).await;
    let early = ask(&store, 1).await;
    let first = store.take_requests(start() + TimeDelta::seconds(3), 1, ONE, LEASE_S).await.unwrap();
    assert_eq!(first.iter().map(|request| request.id).collect::<Vec<_>>(), [early]);
    assert_eq!(first[0].wants, RequestKind::TestConnection { endpoint: endpoint() });
    assert_eq!(take(&store, TWO, 3).await, [late]);
    assert!(take(&store, ONE, 3).await.is_empty());
}

#[tokio::test]
async fn many_who_take_at_once_share_the_requests() {
    let database = Database::create().await;
    let store = database.store().await;
    let mut asked = BTreeSet::new();
    for after_s in 0..20 {
        asked.insert(ask(&store, after_s).await);
    }
    let mut takers = tokio::task::JoinSet::new();
    for holder in 1..=6 {
        let store = store.clone();
        takers.spawn(async move {
            let now = start() + TimeDelta::seconds(30);
            store.take_requests(now, 3, Uuid::from_u128(holder), LEASE_S).await.unwrap()
        });
    }
    let shares = takers.join_all().await;
    assert!(shares.iter().all(|share| share.len() <= 3));
    let taken: Vec<RequestId> = shares.into_iter().flatten().map(|request| request.id).collect();
    let different: BTreeSet<RequestId> = taken.iter().copied().collect();
    assert_eq!(different.len(), taken.len(), "no request is taken twice");
    let mut all = different;
    for after_s in 31..34 {
        all.extend(take(&store, ONE, after_s).await);
    }
    assert_eq!(all, asked, "none is forgotten");
}

#[tokio::test]
async fn what_a_killed_replica_had_taken_is_taken_again() {
    let database = Database::create().await;
    let store = database.store().await;
    let id = ask(&store, 0).await;
    assert_eq!(take(&store, ONE, 10).await, [id]);
    store.report_progress(id, &Progress::Running { done: 3, total: 40 }).await.unwrap();
    assert!(take(&store, TWO, 10 + LEASE_S - 1).await.is_empty());
    assert_eq!(take(&store, TWO, 10 + LEASE_S).await, [id]);
    assert!(take(&store, ONE, 10 + LEASE_S).await.is_empty());
}

#[tokio::test]
async fn what_is_over_stays_over() {
    let database = Database::create().await;
    let store = database.store().await;
    let id = ask(&store, 0).await;
    assert_eq!(take(&store, ONE, 0).await, [id]);
    store.report_progress(id, &connected("one")).await.unwrap();
    for late in [
        Progress::Running { done: 1, total: 2 },
        Progress::Failed { error: ScanError::Interrupted },
        Progress::Waiting,
    ] {
        store.report_progress(id, &late).await.unwrap();
        assert_eq!(progress(&store, id).await, connected("one"));
    }
    assert!(take(&store, TWO, 10 * LEASE_S).await.is_empty());
}

#[tokio::test]
async fn progress_is_seen_and_told() {
    let database = Database::create().await;
    let store = database.store().await;
    let mut notifications = store.listen().await.unwrap();
    let id = ask(&store, 0).await;
    for reported in [Progress::Running { done: 0, total: 0 }, connected("one")] {
        store.report_progress(id, &reported).await.unwrap();
        assert_eq!(progress(&store, id).await, reported);
    }
    store.report_progress(id, &Progress::Waiting).await.unwrap();
    for _asked_running_connected in 0..3 {
        let told = tokio::time::timeout(Duration::from_secs(5), notifications.next()).await;
        assert_eq!(told.unwrap().unwrap(), Notification::Request(id));
    }
    let silence = tokio::time::timeout(Duration::from_millis(200), notifications.next()).await;
    assert!(silence.is_err(), "nothing changed: {silence:?}");
}

#[tokio::test]
async fn an_engine_that_names_itself_with_nul_is_no_trouble() {
    let database = Database::create().await;
    let store = database.store().await;
    let id = ask(&store, 0).await;
    store.report_progress(id, &connected("<b>\0\\u0000")).await.unwrap();
    assert_eq!(progress(&store, id).await, connected("<b>\u{fffd}\\u0000"));
}

#[tokio::test]
async fn a_scan_that_was_asked_for_and_is_not_over_is_not_asked_for_again() {
    let database = Database::create().await;
    let store = database.store().await;
    let host = host(&store).await;
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let store = store.clone();
        asking.spawn(async move { store.request_scan(&operator(), host, start()).await.unwrap() });
    }
    let asked: BTreeSet<RequestId> = asking.join_all().await.into_iter().collect();
    assert_eq!(asked.len(), 1, "{asked:?}");
    let first = *asked.first().unwrap();
    assert_eq!(take(&store, ONE, 0).await, [first]);
    assert_eq!(store.request_scan(&operator(), host, start()).await.unwrap(), first, "it is under way");
    store.report_progress(first, &Progress::Failed { error: ScanError::Interrupted }).await.unwrap();
    assert_ne!(store.request_scan(&operator(), host, start()).await.unwrap(), first, "it is over");
}

#[tokio::test]
async fn what_nobody_could_answer_three_times_has_failed() {
    let database = Database::create().await;
    let store = database.store().await;
    let mut notifications = store.listen().await.unwrap();
    let id = ask(&store, 0).await;
    for attempt in 0..3 {
        assert_eq!(take(&store, ONE, attempt * LEASE_S).await, [id]);
    }
    assert!(take(&store, TWO, 3 * LEASE_S - 1).await.is_empty());
    assert_eq!(progress(&store, id).await, Progress::Waiting, "it may yet be answered");
    assert!(take(&store, TWO, 3 * LEASE_S).await.is_empty());
    assert_eq!(progress(&store, id).await, Progress::Failed { error: ScanError::Interrupted });
    for _asked_failed in 0..2 {
        let told = tokio::time::timeout(Duration::from_secs(5), notifications.next()).await;
        assert_eq!(told.unwrap().unwrap(), Notification::Request(id));
    }
}

#[tokio::test]
async fn a_request_whose_turn_has_not_come_waits_without_an_end() {
    let database = Database::create().await;
    let store = database.store().await;
    let id = ask(&store, 0).await;
    for second in 0..10 {
        assert_eq!(take(&store, ONE, second).await, [id]);
        let until = start() + TimeDelta::seconds(second + 1);
        store.postpone_request(id, TWO, until).await.unwrap();
        assert!(take(&store, TWO, second).await.is_empty(), "only its holder can give it back");
        store.postpone_request(id, ONE, until).await.unwrap();
        assert!(take(&store, TWO, second).await.is_empty());
    }
    assert_eq!(progress(&store, id).await, Progress::Waiting);
}

#[tokio::test]
async fn a_request_is_held_by_renewing_until_it_is_lost() {
    let database = Database::create().await;
    let store = database.store().await;
    let id = ask(&store, 0).await;
    let renew = async |holder, after_s| {
        let now = start() + TimeDelta::seconds(after_s);
        store.renew_request(id, now, holder, LEASE_S).await.unwrap()
    };
    assert!(!renew(ONE, 0).await, "not taken yet");
    assert_eq!(take(&store, ONE, 0).await, [id]);
    assert!(renew(ONE, LEASE_S - 1).await);
    assert!(take(&store, TWO, LEASE_S).await.is_empty());
    assert_eq!(take(&store, TWO, 2 * LEASE_S).await, [id]);
    assert!(!renew(ONE, 2 * LEASE_S).await);
    store.report_progress(id, &connected("one")).await.unwrap();
    assert!(!renew(TWO, 2 * LEASE_S).await, "it is over");
}
