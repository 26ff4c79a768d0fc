use fleet::HostId;
use fleet::finding::FindingState;
use fleet::host::HostState;
use fleet::scan::ScanError;
use serde_json::{Value, json};
use testkit::engine::RealEngine;

use super::{Fleet, names, states};

async fn harbour() -> (Fleet, RealEngine, HostId) {
    let engine = RealEngine::start().unwrap();
    let fleet = Fleet::new().await;
    let host = fleet.add_host("harbour", &engine.address()).await;
    (fleet, engine, host)
}

async fn scan(fleet: &Fleet, expected: &str) {
    assert_eq!(fleet.scan().await, [(expected.to_owned(), 1)].into());
}

fn with_socket() -> Value {
    json!({ "HostConfig": { "Binds": ["/var/run/docker.sock:/var/run/docker.sock"] } })
}

fn of_project(service: &str) -> Value {
    json!({ "Labels": {
        "com.docker.compose.project": "shop",
        "com.docker.compose.service": service,
        "com.docker.compose.container-number": "1",
        "com.docker.compose.oneoff": "False",
    } })
}

#[tokio::test]
async fn a_redeploy_keeps_workloads_findings_and_scores() {
    let (fleet, engine, _) = harbour().await;
    let first = engine.create("watcher", with_socket()).unwrap();
    engine.create("shop-web-1", of_project("web")).unwrap();
    scan(&fleet, "complete").await;
    let (workloads, findings) = (fleet.workloads().await, fleet.findings().await);
    assert_eq!(workloads.len(), 2);
    let critical = findings.iter().find(|finding| finding.rule == "MNT-001").unwrap();
    assert_eq!((critical.subject.as_str(), critical.state), ("/var/run/docker.sock", FindingState::Open));

    engine.remove("watcher").unwrap();
    engine.remove("shop-web-1").unwrap();
    let second = engine.create("watcher", with_socket()).unwrap();
    engine.create("shop-web-1", of_project("web")).unwrap();
    assert_ne!(first, second);
    scan(&fleet, "complete").await;

    let (after, findings_after) = (fleet.workloads().await, fleet.findings().await);
    assert_eq!(names(&after), names(&workloads));
    assert_eq!(states(&findings_after), states(&findings));
    for (before, after) in workloads.iter().zip(&after) {
        assert_eq!((before.score, before.replicas), (after.score, after.replicas), "{}", after.name);
    }
    let watcher = after.iter().find(|workload| workload.name == "watcher").unwrap();
    let detail = fleet.app.store.workload(&fleet.app.operator(), watcher.id, fleet.app.now()).await.unwrap();
    assert_eq!(detail.unwrap().containers, [second]);
}

#[tokio::test]
async fn a_mended_container_resolves_its_finding_by_evidence() {
    let (fleet, engine, _) = harbour().await;
    engine.create("watcher", with_socket()).unwrap();
    scan(&fleet, "complete").await;
    let before = fleet.workloads().await[0].score;

    engine.remove("watcher").unwrap();
    engine.create("watcher", json!({})).unwrap();
    scan(&fleet, "complete").await;
    let findings = fleet.findings().await;
    let resolved: Vec<&str> = findings
        .iter()
        .filter(|finding| finding.state == FindingState::Resolved)
        .map(|finding| finding.rule.as_str())
        .collect();
    assert_eq!(resolved, ["MNT-001"]);
    assert!(fleet.workloads().await[0].score > before);
}

#[tokio::test]
async fn a_stopped_engine_makes_its_host_stale_and_resolves_nothing() {
    let (fleet, mut engine, host) = harbour().await;
    engine.create("watcher", with_socket()).unwrap();
    engine.create("plain", json!({})).unwrap();
    scan(&fleet, "complete").await;
    let (workloads, findings) = (fleet.workloads().await, fleet.findings().await);
    let seen_at = fleet.host(host).await.seen_at;
    assert_eq!(fleet.host(host).await.state, HostState::Fresh);

    engine.stop().unwrap();
    for pause in [1, 1, 2, 4] {
        assert_eq!(fleet.scan_after(pause).await, [("failed".to_owned(), 1)].into());
    }
    let failed = fleet.host(host).await;
    assert!(matches!(failed.state, HostState::Failed | HostState::Stale), "{:?}", failed.state);
    assert!(matches!(failed.failure, Some(ScanError::Unreachable { .. })), "{:?}", failed.failure);
    assert_eq!(failed.seen_at, seen_at, "a failed scan has seen nothing");
    let stale = fleet.workloads().await;
    assert_eq!(names(&stale), names(&workloads));
    assert!(stale.iter().all(|workload| workload.stale));
    assert_eq!(states(&fleet.findings().await), states(&findings));

    engine.resume().unwrap();
    assert_eq!(fleet.scan_after(8).await, [("complete".to_owned(), 1)].into());
    assert_eq!(fleet.host(host).await.state, HostState::Fresh);
    let fresh = fleet.workloads().await;
    assert_eq!(names(&fresh), names(&workloads));
    assert!(fresh.iter().all(|workload| !workload.stale));
    assert_eq!(states(&fleet.findings().await), states(&findings));
}
