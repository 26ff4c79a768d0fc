//! Engines, through the jobs, to what database and pages say of them.

#![allow(clippy::unwrap_used)]

mod broken_engines;
mod leak;
mod real_engine;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use fleet::finding::{FindingFilter, FindingRow, FindingState};
use fleet::host::{HostRow, NewHost};
use fleet::workload::{Direction, WorkloadFilter, WorkloadRow, WorkloadSort};
use fleet::{FindingId, HostId, Page, Role, WorkloadId};
use server::config::Exposure;
use server::jobs::Report;
use testkit::app::{TestApp, text};
use testkit::sample;

const INTERVAL: TimeDelta = TimeDelta::seconds(NewHost::DEFAULT_SCAN_INTERVAL_S);

/// An application, and the hosts it has registered.
struct Fleet {
    app: TestApp,
}

impl Fleet {
    async fn new() -> Self {
        Self { app: TestApp::at(now(), Exposure::Loopback).await }
    }

    async fn add_host(&self, name: &str, address: &str) -> HostId {
        let endpoint = address.parse().unwrap();
        self.app.add_host(&NewHost { endpoint, ..sample::host(name) }).await
    }

    /// Lets the next scan of every host become due, and be made. How many ended how.
    async fn scan(&self) -> Report {
        self.scan_after(1).await
    }

    /// As [`Self::scan`], for hosts that have failed so often that they wait for some intervals.
    async fn scan_after(&self, intervals: i32) -> Report {
        self.app.run_jobs_after(INTERVAL * intervals).await.remove("scan_due").unwrap()
    }

    /// By name.
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
        let (operator, page) = (self.app.operator(), Page::first(500));
        let listed = self.app.store.list_findings(&operator, &filter, &page, self.app.now()).await.unwrap();
        assert_eq!(listed.next, None, "the test looks at all findings");
        listed.items
    }

    /// The HTML of every screen, with the details of every workload and finding and of this host.
    async fn every_page(&self, host: HostId) -> Vec<String> {
        let mut paths: Vec<String> = ["/", "/workloads", "/findings", "/hosts"].map(String::from).into();
        paths.push(format!("/hosts/{host}"));
        paths.extend(self.workloads().await.iter().map(|workload| format!("/workloads/{}", workload.id)));
        paths.extend(self.findings().await.iter().map(|finding| format!("/findings/{}", finding.id)));
        let mut browser = self.app.signed_in("ada", Role::Analyst).await;
        let mut pages = Vec::new();
        for path in paths {
            let answer = browser.open(&path).await;
            assert!(answer.status().is_success(), "{path}: {}", answer.status());
            pages.push(text(answer).await);
        }
        pages
    }

    async fn host(&self, id: HostId) -> HostRow {
        self.app.store.host(&self.app.operator(), id, self.app.now()).await.unwrap().unwrap().row
    }
}

#[expect(clippy::disallowed_methods, reason = "a real engine runs on the real clock")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

fn names(workloads: &[WorkloadRow]) -> BTreeSet<(WorkloadId, &str)> {
    workloads.iter().map(|workload| (workload.id, workload.name.as_str())).collect()
}

fn states(findings: &[FindingRow]) -> BTreeSet<(FindingId, FindingState)> {
    findings.iter().map(|finding| (finding.id, finding.state)).collect()
}
