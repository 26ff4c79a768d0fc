//! A database is demo or real from its first migration on.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use fleet::host::NewHost;
use fleet::{Actor, Installation, Problem};
use store::testing::Database;
use store::{Store, StoreError, Story};

fn now() -> DateTime<Utc> {
    "2026-03-02T09:00:00Z".parse().unwrap()
}

fn operator() -> Actor {
    Actor::System("test".into())
}

fn host(endpoint: &str) -> NewHost {
    let (name, labels) = ("a".into(), BTreeMap::new());
    NewHost { name, endpoint: endpoint.parse().unwrap(), labels, scan_interval_s: 300 }
}

fn story() -> Story {
    Story { seed: u64::MAX, ends_at: now(), engines: "/srv/demo/engines".into() }
}

/// The database goes with the first value.
async fn demo() -> (Database, Store) {
    let database = Database::create_empty().await;
    let store = database.store().await;
    store.migrate_demo().await.unwrap();
    (database, store)
}

fn problem(error: StoreError) -> Problem {
    error.problem()
}

#[tokio::test]
async fn a_database_is_real_unless_its_maker_says_demo() {
    let database = Database::create().await;
    assert_eq!(database.store().await.installation().await.unwrap(), Installation::Real);
    let (_database, store) = demo().await;
    assert_eq!(store.installation().await.unwrap(), Installation::Demo);
}

#[tokio::test]
async fn what_it_is_stays_whoever_migrates_it_next() {
    let (_database, store) = demo().await;
    store.migrate().await.unwrap();
    assert_eq!(store.installation().await.unwrap(), Installation::Demo);
    let database = Database::create().await;
    let store = database.store().await;
    store.migrate_demo().await.unwrap();
    assert_eq!(store.installation().await.unwrap(), Installation::Real);
}

#[tokio::test]
async fn no_statement_changes_what_it_is() {
    let (_database, store) = demo().await;
    for statement in [
        "update installation set kind = 'real'",
        "delete from installation",
        "truncate installation",
        "insert into installation (kind) values ('real')",
        "insert into installation (one, kind) values (false, 'real')",
    ] {
        sqlx::query(statement).execute(store.pool()).await.expect_err(statement);
    }
    assert_eq!(store.installation().await.unwrap(), Installation::Demo);
}

#[tokio::test]
async fn a_demo_takes_its_own_engines_and_no_real_one() {
    let (_database, store) = demo().await;
    store.set_story(&story()).await.unwrap();
    for real in ["unix:///var/run/docker.sock", "tcp://127.0.0.1:2375"] {
        let refused = store.add_host(&operator(), &host(real), now()).await.unwrap_err();
        assert_eq!(problem(refused).code(), "invalid");
        let endpoint = real.parse().unwrap();
        let refused = store.request_connection_test(&operator(), endpoint, now()).await.unwrap_err();
        assert!(problem(refused).to_string().starts_with("endpoint: this is a demo"));
    }
    store.add_host(&operator(), &host("unix:///srv/demo/engines/a.sock"), now()).await.unwrap();
}

#[tokio::test]
async fn a_demo_without_a_story_takes_no_engine_at_all() {
    let (_database, store) = demo().await;
    let host = host("unix:///srv/demo/engines/a.sock");
    store.add_host(&operator(), &host, now()).await.unwrap_err();
}

#[tokio::test]
async fn only_a_demo_tells_a_story_and_keeps_it() {
    let (_database, store) = demo().await;
    assert_eq!(store.story().await.unwrap(), None);
    store.set_story(&story()).await.unwrap();
    assert_eq!(store.story().await.unwrap(), Some(story()));
    let database = Database::create().await;
    let refused = database.store().await.set_story(&story()).await.unwrap_err();
    assert_eq!(problem(refused).code(), "conflict");
}

#[tokio::test]
async fn what_reaches_outside_is_refused_by_name_in_a_demo_alone() {
    let (_database, store) = demo().await;
    let refused = problem(store.require_real("webhooks").await.unwrap_err());
    assert_eq!(refused.to_string(), "this is a demo with a simulated fleet, which has no webhooks");
    let database = Database::create().await;
    database.store().await.require_real("webhooks").await.unwrap();
}
