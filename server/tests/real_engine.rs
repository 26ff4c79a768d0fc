//! A real engine, through the jobs, to what the database says of it.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use fleet::finding::{FindingFilter, FindingRow, FindingState};
use fleet::host::{HostRow, HostState, NewHost};
use fleet::scan::ScanError;
use fleet::workload::{Direction, WorkloadFilter, WorkloadRow, WorkloadSort};
use fleet::{FindingId, HostId, Page, WorkloadId};
use serde_json::{Value, json};
use server::config::Exposure;
use testkit::app::TestApp;
use testkit::engine::RealEngine;

const INTERVAL: TimeDelta = TimeDelta::seconds(NewHost::DEFAULT_SCAN_INTERVAL_S);

/// An application that has registered one real engine.
struct Fleet {
    app: TestApp,
    engine: RealEngine,
    host: HostId,
}

impl Fleet {
    async fn new() -> Self {
        let engine = RealEngine::start().unwrap();
        let app = TestApp::at(now(), Exposure::Loopback).await;
        let host = NewHost {
            name: "harbour".into(),
            endpoint: engine.address().parse().unwrap(),
            labels: [("env".into(), "test".into())].into(),
            scan_interval_s: NewHost::DEFAULT_SCAN_INTERVAL_S,
        };
        let host = app.store.add_host(&app.operator(), &host, app.now()).await.unwrap();
        Self { app, engine, host }
    }

    /// Lets the host's next scan become due, and be made.
    async fn scan(&self, expected: &str) {
        let reports = self.app.run_jobs_after(INTERVAL).await;
        assert_eq!(reports["scan_due"].get(expected), Some(&1), "{reports:?}");
    }

    async fn workloads(&self) -> Vec<WorkloadRow> {
        let (operator, filter, page) = (self.app.operator(), WorkloadFilter::default(), Page::first(500));
        let (sort, direction) = (WorkloadSort::Name, Direction::Ascending);
        let listed =
            self.app.store.list_workloads(&operator, &filter, sort, direction, &page, self.app.now());
        listed.await.unwrap().items
    }

    /// Of every state.
    async fn findings(&self) -> Vec<FindingRow> {
        let filter = FindingFilter { states: FindingState::ALL.to_vec(), ..FindingFilter::default() };
        let page = Page::first(500);
        self.app
            .store
            .list_findings(&self.app.operator(), &filter, &page, self.app.now())
            .await
            .unwrap()
            .items
    }

    async fn host(&self) -> HostRow {
        self.app.store.host(&self.app.operator(), self.host, self.app.now()).await.unwrap().unwrap().row
    }
}

#[expect(clippy::disallowed_methods, reason = "a real engine runs on the real clock")]
fn now() -> DateTime<Utc> {
    Utc::now()
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

fn names(workloads: &[WorkloadRow]) -> BTreeSet<(WorkloadId, &str)> {
    workloads.iter().map(|workload| (workload.id, workload.name.as_str())).collect()
}

fn states(findings: &[FindingRow]) -> BTreeSet<(FindingId, FindingState)> {
    findings.iter().map(|finding| (finding.id, finding.state)).collect()
}

#[tokio::test]
async fn a_redeploy_keeps_workloads_findings_and_scores() {
    let fleet = Fleet::new().await;
    let first = fleet.engine.create("watcher", with_socket()).unwrap();
    fleet.engine.create("shop-web-1", of_project("web")).unwrap();
    fleet.scan("complete").await;
    let (workloads, findings) = (fleet.workloads().await, fleet.findings().await);
    assert_eq!(workloads.len(), 2);
    let critical = findings.iter().find(|finding| finding.rule == "MNT-001").unwrap();
    assert_eq!((critical.subject.as_str(), critical.state), ("/var/run/docker.sock", FindingState::Open));

    fleet.engine.remove("watcher").unwrap();
    fleet.engine.remove("shop-web-1").unwrap();
    let second = fleet.engine.create("watcher", with_socket()).unwrap();
    fleet.engine.create("shop-web-1", of_project("web")).unwrap();
    assert_ne!(first, second);
    fleet.scan("complete").await;

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
    let fleet = Fleet::new().await;
    fleet.engine.create("watcher", with_socket()).unwrap();
    fleet.scan("complete").await;
    let before = fleet.workloads().await[0].score;

    fleet.engine.remove("watcher").unwrap();
    fleet.engine.create("watcher", json!({})).unwrap();
    fleet.scan("complete").await;
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
    let mut fleet = Fleet::new().await;
    fleet.engine.create("watcher", with_socket()).unwrap();
    fleet.engine.create("plain", json!({})).unwrap();
    fleet.scan("complete").await;
    let (workloads, findings) = (fleet.workloads().await, fleet.findings().await);
    let seen_at = fleet.host().await.seen_at;
    assert_eq!(fleet.host().await.state, HostState::Fresh);

    fleet.engine.stop().unwrap();
    for _ in 0..4 {
        fleet.scan("failed").await;
    }
    let host = fleet.host().await;
    assert!(matches!(host.state, HostState::Failed | HostState::Stale), "{:?}", host.state);
    assert!(matches!(host.failure, Some(ScanError::Unreachable { .. })), "{:?}", host.failure);
    assert_eq!(host.seen_at, seen_at, "a failed scan has seen nothing");
    let stale = fleet.workloads().await;
    assert_eq!(names(&stale), names(&workloads));
    assert!(stale.iter().all(|workload| workload.stale));
    assert_eq!(states(&fleet.findings().await), states(&findings));

    fleet.engine.resume().unwrap();
    fleet.scan("complete").await;
    assert_eq!(fleet.host().await.state, HostState::Fresh);
    let fresh = fleet.workloads().await;
    assert_eq!(names(&fresh), names(&workloads));
    assert!(fresh.iter().all(|workload| !workload.stale));
    assert_eq!(states(&fleet.findings().await), states(&findings));
}
