//! What is deleted when it is old, and what never is.

#![allow(clippy::unwrap_used)]

use chrono::{DateTime, TimeDelta, Utc};
use store::testing::Database;
use store::{Forgotten, Retention, Store};

fn now() -> DateTime<Utc> {
    "2026-11-24T08:00:00Z".parse().unwrap()
}

async fn run(store: &Store, sql: &str) {
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(store.pool()).await.expect(sql);
}

async fn left(store: &Store, sql: &'static str) -> Vec<String> {
    sqlx::query_scalar(sql).fetch_all(store.pool()).await.expect(sql)
}

/// A host with a scan run each from the day `first` ago to the day `last` ago; it is in the one called `current`.
async fn add_runs(store: &Store, runs: &[(&str, i64, i64)]) {
    run(
        store,
        "insert into hosts (id, name, endpoint, scan_interval_s, added_at, next_scan_at)
         values ('00000000-0000-0000-0000-000000000001', 'berlin', 'unix:///run/b.sock', 300,
             '2025-01-01T00:00:00Z', '2026-11-24T08:00:00Z')",
    )
    .await;
    for (name, first, last) in runs {
        let at = |days: i64| (now() - TimeDelta::days(days)).to_rfc3339();
        run(
            store,
            &format!(
                "insert into scan_runs (id, host_id, outcome, first_at, last_at, missing)
                 values (md5('{name}')::uuid, '00000000-0000-0000-0000-000000000001', 'complete', '{}', '{}',
                     '[\"{name}\"]')",
                at(*first),
                at(*last)
            ),
        )
        .await;
    }
    run(store, "update hosts set scan_run = md5('current')::uuid").await;
}

#[tokio::test]
async fn scan_runs_that_ended_long_ago_go_and_the_current_one_stays() {
    let database = Database::create().await;
    let store = database.store().await;
    add_runs(&store, &[("old", 120, 91), ("long", 120, 89), ("current", 200, 150), ("new", 5, 1)]).await;
    let forgotten = store.forget(&Retention::default(), now()).await.unwrap();
    assert_eq!(forgotten, Forgotten { scan_runs: 1, ..Forgotten::default() });
    let names = "select missing ->> 0 from scan_runs order by 1";
    assert_eq!(left(&store, names).await, ["current", "long", "new"]);
    assert_eq!(
        store.forget(&Retention::default(), now()).await.unwrap(),
        Forgotten::default(),
        "nothing is left"
    );
}

#[tokio::test]
async fn requests_go_a_week_after_they_were_asked_unless_they_still_wait() {
    let database = Database::create().await;
    let store = database.store().await;
    for (who, asked, over) in [("done", 8, true), ("waiting", 8, false), ("fresh", 6, true)] {
        let at = (now() - TimeDelta::days(asked)).to_rfc3339();
        run(
            &store,
            &format!(
                "insert into requests (id, wants, asked_by, asked_at, progress, over)
                 values (gen_random_uuid(), '{{}}', '{who}', '{at}', '{{}}', {over})"
            ),
        )
        .await;
    }
    assert_eq!(store.forget(&Retention::default(), now()).await.unwrap().requests, 1);
    assert_eq!(left(&store, "select asked_by from requests order by 1").await, ["fresh", "waiting"]);
}

#[tokio::test]
async fn the_audit_log_and_the_days_of_trends_go_as_late_as_the_operator_says() {
    let database = Database::create().await;
    let store = database.store().await;
    for age in [399, 401, 900] {
        let at = (now() - TimeDelta::days(age)).to_rfc3339();
        run(
            &store,
            &format!(
                "insert into audit (at, actor, action, target) values ('{at}', 'ada', 'host.add', '{age}');
                 insert into host_days (day, host_id, stale, a, unproven_a, b, c, d, f, critical, high, score)
                 values ('{at}', gen_random_uuid(), false, 0, 0, 0, 0, 0, 0, 0, 0, 0)"
            ),
        )
        .await;
    }
    let longer = Retention { history: TimeDelta::days(800), ..Retention::default() };
    let first = store.forget(&longer, now()).await.unwrap();
    assert_eq!((first.audit_entries, first.days), (1, 1));
    let second = store.forget(&Retention::default(), now()).await.unwrap();
    assert_eq!((second.audit_entries, second.days), (1, 1));
    assert_eq!(left(&store, "select target from audit").await, ["399"]);
}

#[tokio::test]
async fn days_that_a_roll_up_would_write_again_are_kept() {
    let database = Database::create().await;
    let store = database.store().await;
    add_runs(&store, &[("current", 1, 1)]).await;
    assert_eq!(store.roll_up(now()).await.unwrap().days, 366, "a year and today");
    let shorter = Retention { history: TimeDelta::days(30), ..Retention::default() };
    assert_eq!(store.forget(&shorter, now()).await.unwrap().days, 0);
    assert_eq!(store.roll_up(now()).await.unwrap().days, 1, "today");
}

#[tokio::test]
async fn more_than_one_batch_is_deleted_in_one_run() {
    let database = Database::create().await;
    let store = database.store().await;
    run(
        &store,
        "insert into audit (at, actor, action, target)
         select '2020-01-01T00:00:00Z', 'ada', 'host.add', n::text from generate_series(1, 12000) n",
    )
    .await;
    assert_eq!(store.forget(&Retention::default(), now()).await.unwrap().audit_entries, 12_000);
}
