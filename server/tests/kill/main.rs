//! Server and PostgreSQL killed at the worst moments: afterwards everything is consistent and nothing was resolved.

mod installation;

use std::collections::BTreeSet;
use std::time::{Duration, UNIX_EPOCH};

use fleet::finding::FindingState;
use installation::{Installation, pause};
use simulator::Chance;

/// What must survive: which findings are present, by (rule, subject, workload).
async fn findings(installation: &Installation) -> BTreeSet<(String, String, String)> {
    let store = installation.store().await;
    assert_eq!(store.contradictions().await, Vec::<String>::new());
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
    next_scan_adds_to(&before, &installation).await;
    server.stop().await;
}

/// The change that the killed scan saw is found by the next one.
async fn next_scan_adds_to(before: &BTreeSet<(String, String, String)>, installation: &Installation) {
    let workloads = installation.workloads().await;
    installation.let_leases_run_out().await;
    installation.scan().await;
    assert!(findings(installation).await.is_superset(before));
    assert_eq!(installation.workloads().await, workloads + 1, "what is new is found");
}

#[tokio::test]
async fn a_server_killed_with_what_it_read_in_its_hands_has_lost_nothing() {
    let installation = Installation::new();
    let server = installation.serve(&[]).await;
    installation.scanned().await;
    let before = findings(&installation).await;
    server.stop().await;

    installation.change_engine();
    let server = installation.serve(&[("PLIMSOLL_FAILPOINT", "scan.after_collect=sleep:60000")]).await;
    installation.request_scan().await;
    installation.reached("scan.after_collect").await;
    server.kill().await;

    let server = installation.serve(&[]).await;
    assert_eq!(findings(&installation).await, before);
    next_scan_adds_to(&before, &installation).await;
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
    let server = installation.serve(&[("PLIMSOLL_FAILPOINT", "record_scan.before_commit=sleep:3000")]).await;
    installation.request_scan().await;
    installation.reached("record_scan.before_commit").await;
    let postgres = installation.kill_postgres();
    installation.until_postgres_is_back(postgres).await;
    assert_eq!(findings(&installation).await, before, "what was not committed does not show");
    next_scan_adds_to(&before, &installation).await;
    server.stop().await;
}

const KILLS: u32 = 6;
/// A scan of the simulated engine, with its recording, takes less than this.
const LONGEST_SCAN_MS: u64 = 300;

/// Another one each time; `PLIMSOLL_TEST_SEED` repeats the one that a failure shows.
fn seed() -> u64 {
    let given = std::env::var("PLIMSOLL_TEST_SEED").ok();
    let seed = given.map_or_else(
        || UNIX_EPOCH.elapsed().expect("after 1970").subsec_nanos().into(),
        |given| given.parse().expect("PLIMSOLL_TEST_SEED is a number"),
    );
    println!("PLIMSOLL_TEST_SEED={seed}");
    seed
}

#[tokio::test]
async fn kills_at_any_moment_never_leave_an_inconsistent_fleet() {
    let installation = Installation::new();
    let server = installation.serve(&[]).await;
    installation.scanned().await;
    let before = findings(&installation).await;
    let workloads = installation.workloads().await;
    server.stop().await;

    let mut chance = Chance::new(seed());
    for _ in 0..KILLS {
        let server = installation.serve(&[]).await;
        installation.let_leases_run_out().await;
        installation.change_engine();
        installation.request_scan().await;
        pause(Duration::from_millis(chance.below(LONGEST_SCAN_MS))).await;
        server.kill().await;
    }
    let server = installation.serve(&[]).await;
    assert!(findings(&installation).await.is_superset(&before));
    installation.let_leases_run_out().await;
    installation.scan().await;
    assert!(findings(&installation).await.is_superset(&before));
    assert_eq!(installation.workloads().await, workloads + i64::from(KILLS), "each container once");
    server.stop().await;
}
