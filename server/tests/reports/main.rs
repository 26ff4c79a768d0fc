//! Reports as they are made, downloaded and sent.

mod downloads;
mod mail_server;
mod schedule;

use chrono::{TimeZone as _, Utc};
use fleet::host::NewHost;
use fleet::report::ReportSchedule;
use fleet::scan::{Scan, ScannedContainer};
use posture::testing;
use server::config::Exposure;
use testkit::app::TestApp;

/// On a Tuesday, with one host that was read in the week before.
async fn world() -> TestApp {
    let start = Utc.with_ymd_and_hms(2026, 11, 10, 9, 0, 0).single().expect("a moment");
    let app = TestApp::at(start, Exposure::Loopback).await;
    let host = NewHost {
        name: "berlin-1".into(),
        endpoint: "unix:///run/berlin-1.sock".parse().expect("a path"),
        labels: [("team".to_owned(), "payments".to_owned())].into(),
        scan_interval_s: 300,
    };
    let host = app.store.add_host(&app.operator(), &host, app.now()).await.expect("added");
    let sample = testing::plain();
    let container = ScannedContainer {
        engine_id: "e".repeat(64),
        name: "<b>web</b>".into(),
        facts: sample.container.clone(),
        runtime: sample.runtime.clone(),
        command_hash: "c0ffee".into(),
        fingerprints: Vec::new(),
    };
    let scan = Scan {
        started_at: app.now(),
        finished_at: app.now(),
        host: testing::hardened_host().host,
        containers: vec![container],
        images: sample.image.into_iter().collect(),
        tags: Vec::new(),
        missing: Vec::new(),
    };
    app.store.record_scan(host, &scan, app.now()).await.expect("recorded");
    app.clock.advance(chrono::TimeDelta::days(7));
    app
}

/// Mondays at six, UTC.
fn mondays(recipients: &[&str]) -> ReportSchedule {
    ReportSchedule {
        enabled: true,
        recipients: recipients.iter().map(|address| (*address).to_owned()).collect(),
        ..ReportSchedule::default()
    }
}
