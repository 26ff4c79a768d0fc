//! Reports as they are made, downloaded and sent.

mod downloads;
mod mail_server;
mod schedule;

use chrono::{TimeZone as _, Utc};
use fleet::report::ReportSchedule;
use posture::testing;
use server::config::Exposure;
use testkit::app::TestApp;
use testkit::sample;

/// On a Tuesday, with one host that was read in the week before.
async fn world() -> TestApp {
    let start = Utc.with_ymd_and_hms(2026, 11, 10, 9, 0, 0).single().expect("a moment");
    let app = TestApp::at(start, Exposure::Loopback).await;
    let host = app.add_host(&sample::host("berlin-1")).await;
    app.record_scan(host, vec![sample::container("<b>web</b>", 1, testing::plain())]).await;
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
