use fleet::finding::FindingState;
use fleet::host::HostState;
use fleet::scan::{Missing, MissingWhat, Scan, ScanError};
use fleet::workload::Gap;
use posture::testing;

use super::support::*;

fn refused() -> ScanError {
    let endpoint = "unix:///run/berlin-1.sock".parse().unwrap();
    ScanError::Unreachable { endpoint, reason: "connection refused".into() }
}

#[tokio::test]
async fn a_failed_scan_resolves_nothing_and_says_why() {
    let world = World::new().await;
    world.scan(1, &[with_socket("ci", 1)]).await;
    for at in [6, 11, 200] {
        world.store.record_scan_failure(world.host, &refused(), minute(at)).await.unwrap();
    }
    assert_eq!(world.states(200).await, ["MNT-001 open"]);
    assert!(world.finding("MNT-001", 200).await.stale);
    let ci = world.workload("ci", 200).await.row;
    assert!(ci.stale);
    assert_eq!((ci.replicas, ci.seen_at), (1, minute(1)));
    let host = world.store.host(&admin(), world.host, minute(200)).await.unwrap().unwrap().row;
    assert_eq!(
        (host.state, host.failure, host.seen_at),
        (HostState::Failed, Some(refused()), Some(minute(1)))
    );
    assert_eq!(world.count("select count(*) from scan_runs where outcome = 'failed'").await, 1);
    assert_eq!(world.count("select scans from scan_runs where outcome = 'failed'").await, 3);
    let history =
        world.store.workload_history(&admin(), ci.id, minute(0), minute(200)).await.unwrap().unwrap();
    assert_eq!(history.gaps, [Gap { from: minute(6), to: None }]);
}

#[tokio::test]
async fn the_same_scan_after_a_failure_is_fresh_again() {
    let world = World::new().await;
    world.scan(1, &[with_socket("ci", 1)]).await;
    world.store.record_scan_failure(world.host, &refused(), minute(6)).await.unwrap();
    let recorded = world.scan(11, &[with_socket("ci", 1)]).await;
    assert_eq!((recorded.changed, recorded.opened, recorded.resolved), (0, 0, 0));
    let host = world.store.host(&admin(), world.host, minute(11)).await.unwrap().unwrap().row;
    assert_eq!((host.state, host.failure), (HostState::Fresh, None));
    let id = world.id_of("ci", 11).await;
    let history = world.store.workload_history(&admin(), id, minute(0), minute(11)).await.unwrap().unwrap();
    assert_eq!(history.gaps, [Gap { from: minute(6), to: Some(minute(11)) }]);
}

#[tokio::test]
async fn a_partial_scan_keeps_what_it_could_not_read_and_resolves_nothing() {
    let world = World::new().await;
    world.scan(1, &[with_socket("ci", 1), with_socket("runner", 1)]).await;
    let lost = with_socket("ci", 1).engine_id;
    let mut partial = scan(&[hardened("runner", 2)]);
    partial.missing = vec![missing(MissingWhat::Container(lost))];
    let recorded = world.record(2, &partial).await;
    assert_eq!(recorded.resolved, 0);
    assert_eq!(world.states(2).await, ["MNT-001 open", "MNT-001 open"]);
    let ci = world.workload("ci", 2).await;
    assert_eq!((ci.row.replicas, ci.valid_from), (1, minute(1)));
    let host = world.store.host(&admin(), world.host, minute(2)).await.unwrap().unwrap().row;
    assert_eq!((host.state, host.missing.len()), (HostState::Partial, 1));
    // The next complete scan sees the same and concludes what this one could not.
    let recorded = world.scan(3, &[with_socket("ci", 1), hardened("runner", 2)]).await;
    assert_eq!(recorded.resolved, 1);
    assert_eq!(world.states(3).await, ["MNT-001 open", "MNT-001 resolved"]);
}

#[tokio::test]
async fn a_partial_scan_ends_no_container() {
    let world = World::new().await;
    world.scan(1, &[with_socket("ci", 1), hardened("web", 1)]).await;
    let mut partial = scan(&[hardened("web", 1)]);
    partial.missing = vec![missing(MissingWhat::Volumes)];
    for at in [2, 100, 200] {
        world.record(at, &partial).await;
    }
    assert_eq!(world.states(200).await, ["MNT-001 open"]);
    assert_eq!(world.workload("ci", 200).await.row.replicas, 1);
}

#[tokio::test]
async fn a_partial_scan_opens_what_it_finds() {
    let world = World::new().await;
    world.scan(1, &[hardened("web", 1)]).await;
    let mut partial = scan(&[hardened("web", 1), with_socket("ci", 1)]);
    partial.missing = vec![missing(MissingWhat::Networks)];
    assert_eq!(world.record(2, &partial).await.opened, 1);
    assert_eq!(world.states(2).await, ["MNT-001 open"]);
}

#[tokio::test]
async fn an_image_that_could_not_be_read_keeps_its_last_known_facts() {
    let world = World::new().await;
    world.scan(1, &[plain("web")]).await;
    let before = world.workload("web", 1).await;
    let mut partial = scan(&[plain("web")]);
    partial.images.clear();
    partial.missing = vec![missing(MissingWhat::Image(plain("web").facts.image_id))];
    let recorded = world.record(2, &partial).await;
    assert_eq!((recorded.changed, recorded.opened, recorded.resolved), (0, 0, 0));
    let after = world.workload("web", 2).await;
    assert_eq!((after.row.score, after.valid_from), (before.row.score, before.valid_from));
    assert_eq!(after.unknown, before.unknown);
}

#[tokio::test]
async fn a_host_whose_info_could_not_be_read_keeps_its_findings() {
    let world = World::new().await;
    let mut first = scan(&[hardened("web", 1)]);
    first.host = testing::hardened_host().host(|host| host.live_restore = Some(false)).host;
    world.record(1, &first).await;
    let before = world.store.host(&admin(), world.host, minute(1)).await.unwrap().unwrap();
    assert_eq!(before.findings.iter().map(|f| f.rule.as_str()).collect::<Vec<_>>(), ["HST-004"]);
    let mut partial = first.clone();
    partial.host = posture::facts::Host::default();
    partial.missing = vec![missing(MissingWhat::Info)];
    world.record(2, &partial).await;
    let after = world.store.host(&admin(), world.host, minute(2)).await.unwrap().unwrap();
    assert_eq!((after.findings, after.facts), (before.findings, before.facts));
    assert_eq!(after.row.clash, None);
}

#[tokio::test]
async fn newer_rules_judge_what_a_partial_scan_could_not_read() {
    let world = World::new().await;
    world.scan(1, &[with_socket("ci", 1), hardened("web", 1)]).await;
    // As if an older revision had found nothing wrong with it.
    let harmless = world.workload("web", 1).await;
    let outcome = "update containers set outcome_hash =
        (select outcome_hash from containers where workload_id = $1) where workload_id <> $1";
    sqlx::query(outcome).bind(harmless.row.id.0).execute(world.store.pool()).await.unwrap();
    sqlx::query("update workloads set rules_revision = 0").execute(world.store.pool()).await.unwrap();
    sqlx::query("update hosts set rules_revision = 0").execute(world.store.pool()).await.unwrap();
    let mut partial = scan(&[hardened("web", 1)]);
    partial.missing = vec![missing(MissingWhat::Container(with_socket("ci", 1).engine_id))];
    world.record(2, &partial).await;
    assert_eq!(world.workload("ci", 2).await.row.grade, posture::Grade::F);
    assert_eq!(world.states(2).await, ["MNT-001 open"]);
}

#[tokio::test]
async fn a_new_replica_does_not_share_what_is_known_of_another_ones_tag() {
    let world = World::new().await;
    let mut first = plain("web");
    first.engine_id = "b".into();
    let moved = |mut scan: Scan| {
        scan.tags = vec![("nginx:latest".into(), "sha256:newer".into())];
        scan
    };
    world.record(1, &moved(scan(&[first.clone()]))).await;
    assert_eq!(world.finding("STL-002", 1).await.state, FindingState::Open);

    let mut second = first.clone();
    second.engine_id = "a".into();
    let mut partial = scan(&[first.clone(), second.clone()]);
    partial.host.kernel_version = "6.99".into();
    partial.missing = vec![Missing { what: MissingWhat::Tags, reason: "timeout".into() }];
    world.record(2, &partial).await;
    let mut whole = moved(scan(&[first, second]));
    whole.host.kernel_version = "6.99".into();
    world.record(3, &whole).await;
    let finding = world.finding("STL-002", 3).await;
    assert_eq!((finding.state, finding.replicas.affected), (FindingState::Open, 2));
}
