//! Server and PostgreSQL killed at the worst moments: afterwards everything is consistent and nothing was resolved.

mod installation;

use std::collections::BTreeSet;
use std::time::Duration;

use fleet::finding::FindingState;
use installation::{Installation, pause};

/// What must survive: which findings are present, by (rule, subject, workload).
async fn findings(installation: &Installation) -> BTreeSet<(String, String, String)> {
    let store = installation.store().await;
    let rows = installation::findings(&store, Vec::new()).await;
    let resolved = installation::findings(&store, vec![FindingState::Resolved]).await;
    store.close().await;
    assert!(resolved.is_empty(), "nothing may be resolved by a crash: {resolved:?}");
    rows.into_iter().collect()
}

#[tokio::test]
async fn a_server_that_dies_in_the_middle_of_recording_leaves_the_last_scan_as_it_was() {
    let installation = Installation::new();
    let server = installation.serve(&[]).await;
    installation.scanned().await;
    let before = findings(&installation).await;
    assert!(!before.is_empty());
    server.stop().await;

    installation.change_engine();
    let server = installation.serve(&[("PLIMSOLL_FAILPOINT", "record_scan.before_commit=abort")]).await;
    installation.request_scan().await;
    server.died().await;

    let server = installation.serve(&[]).await;
    assert_eq!(findings(&installation).await, before, "half a scan must not show");
    installation.scan().await;
    assert!(findings(&installation).await.is_superset(&before), "the next scan adds what is new");
    server.stop().await;
}

#[tokio::test]
async fn a_server_killed_while_it_reads_the_engine_has_lost_nothing() {
    let installation = Installation::new();
    let server = installation.serve(&[]).await;
    installation.scanned().await;
    let before = findings(&installation).await;
    server.stop().await;

    let server = installation.serve(&[("PLIMSOLL_FAILPOINT", "scan.after_collect=sleep:60000")]).await;
    let asked = installation.engine.requests().len();
    installation.request_scan().await;
    while installation.engine.requests().len() == asked {
        pause(Duration::from_millis(20)).await;
    }
    server.kill().await;

    let server = installation.serve(&[]).await;
    installation.scan().await;
    assert_eq!(findings(&installation).await, before);
    server.stop().await;
}

#[tokio::test]
async fn postgresql_killed_in_the_middle_of_recording_comes_back_and_nothing_was_resolved() {
    let installation = Installation::new();
    let server = installation.serve(&[]).await;
    installation.scanned().await;
    let before = findings(&installation).await;
    server.stop().await;

    installation.change_engine();
    let server = installation.serve(&[("PLIMSOLL_FAILPOINT", "record_scan.before_commit=sleep:1500")]).await;
    let asked = installation.engine.requests().len();
    installation.request_scan().await;
    while installation.engine.requests().len() == asked {
        pause(Duration::from_millis(20)).await;
    }
    pause(Duration::from_millis(800)).await;
    let postgres = installation.kill_postgres();
    installation.until_postgres_is_back(postgres).await;
    assert!(findings(&installation).await.is_superset(&before));
    installation.scan().await;
    assert!(findings(&installation).await.is_superset(&before));
    server.stop().await;
}

#[tokio::test]
async fn kills_at_any_moment_never_leave_an_inconsistent_fleet() {
    let installation = Installation::new();
    let server = installation.serve(&[]).await;
    installation.scanned().await;
    let before = findings(&installation).await;
    let workloads = installation.workloads().await;
    server.stop().await;

    let moments = [0, 5, 15, 35, 70, 130];
    for milliseconds in moments {
        let server = installation.serve(&[]).await;
        installation.change_engine();
        installation.request_scan().await;
        pause(Duration::from_millis(milliseconds)).await;
        server.kill().await;
    }
    let server = installation.serve(&[]).await;
    installation.scan().await;
    let after = findings(&installation).await;
    assert!(after.is_superset(&before));
    let started_since = i64::try_from(moments.len()).expect("a few");
    assert_eq!(installation.workloads().await, workloads + started_since, "each container once");
    server.stop().await;
}
