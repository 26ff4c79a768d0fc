//! The main lists read their indexes, not the tables.

use fleet::finding::FindingFilter;
use fleet::workload::{Direction, WorkloadFilter, WorkloadSort};
use fleet::{Page, WorkloadId};
use posture::{Dimension, testing};
use sqlx::Row as _;
use store::Store;
use store::testing::Database;

use super::support::*;

const MANY: usize = 2_000;

/// A store of one connection, whose use of tables PostgreSQL counts, with many workloads of one host.
async fn many() -> (Database, Store) {
    let database = Database::create().await;
    let store = Store::connect(&database.url(), 1).await.unwrap();
    let host = store.add_host(&admin(), &new_host("big"), minute(0)).await.unwrap();
    // Something is fixed after the first scan: findings to which something happened have rows.
    for (at, privileged) in [(0, true), (1, false)] {
        let containers: Vec<_> = (0..MANY)
            .map(|number| {
                let mut sample = testing::plain();
                sample.container.privileged = privileged;
                sample.container.read_only_root = number % 7 == 0;
                sample.container.program = format!("program-{number}");
                container(&format!("web-{number}"), 1, &sample)
            })
            .collect();
        store.record_scan(host, &scan(&containers), minute(at)).await.unwrap();
    }
    // Until index-only scans are possible: a transaction elsewhere may hold vacuum back for a moment.
    for _ in 0..100 {
        sqlx::raw_sql("vacuum analyze").execute(store.pool()).await.unwrap();
        let visible: bool = sqlx::query_scalar(
            "select bool_and(relallvisible = relpages) from pg_class where relname in ('workloads', 'findings')",
        )
        .fetch_one(store.pool())
        .await
        .unwrap();
        if visible {
            return (database, store);
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("vacuum does not get through");
}

/// Sequential scans of the big tables so far.
async fn sequential_scans(store: &Store) -> Vec<(String, i64)> {
    sqlx::query("select pg_stat_force_next_flush()").execute(store.pool()).await.unwrap();
    let rows = sqlx::query(
        "select relname::text, seq_scan from pg_stat_user_tables
         where relname in ('workloads', 'findings', 'postures', 'finding_events', 'containers', 'facts')
         order by relname",
    )
    .fetch_all(store.pool())
    .await
    .unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

#[tokio::test]
async fn lists_and_single_rows_read_indexes() {
    let (_database, store) = many().await;
    let before = sequential_scans(&store).await;
    let (page, at, filter) = (Page::default(), minute(2), WorkloadFilter::default());
    let mut id: Option<WorkloadId> = None;
    for sort in [
        WorkloadSort::Score,
        WorkloadSort::Name,
        WorkloadSort::Host,
        WorkloadSort::Change,
        WorkloadSort::Dimension(Dimension::Mounts),
    ] {
        for direction in [Direction::Ascending, Direction::Descending] {
            let first = store.list_workloads(&admin(), &filter, sort, direction, &page, at).await.unwrap();
            assert_eq!(sequential_scans(&store).await, before, "{sort:?} {direction:?}");
            id = Some(first.items[0].id);
            let next = Page::after(first.next, 50);
            store.list_workloads(&admin(), &filter, sort, direction, &next, at).await.unwrap();
            assert_eq!(sequential_scans(&store).await, before, "{sort:?} {direction:?} second page");
        }
    }
    let id = id.unwrap();
    store.workload(&admin(), id, at).await.unwrap().unwrap();
    assert_eq!(sequential_scans(&store).await, before, "workload");
    store.workload_history(&admin(), id, minute(0), at).await.unwrap().unwrap();
    assert_eq!(sequential_scans(&store).await, before, "history");
    store.workload_as_of(&admin(), id, at).await.unwrap().unwrap();
    assert_eq!(sequential_scans(&store).await, before, "as of");
    let first = store.list_findings(&admin(), &FindingFilter::default(), &page, at).await.unwrap();
    let next = Page::after(first.next, 50);
    let second = store.list_findings(&admin(), &FindingFilter::default(), &next, at).await.unwrap();
    store.finding(&admin(), second.items[0].id, at).await.unwrap().unwrap();
    // Counting the whole queue may read the tables that hold it, once for each page; the pages themselves must not.
    // Findings to which nothing happened are counted by their workloads.
    let counted = sequential_scans(&store).await;
    for ((table, before), (_, after)) in before.iter().zip(&counted) {
        let counts = if ["findings", "workloads"].contains(&table.as_str()) { 2 } else { 0 };
        assert!(after - before <= counts, "{table}: {before} to {after}");
    }
}
