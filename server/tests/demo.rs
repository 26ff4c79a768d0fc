//! A simulated fleet and its past, through the real collector and store; and what a demo is kept from.

use std::process::Command;

use chrono::{DateTime, TimeDelta, Utc};
use fleet::change::{ChangeFilter, FeedStart};
use fleet::finding::{FindingFilter, FindingRow, FindingState};
use fleet::trend::{TrendPoint, TrendRange};
use fleet::{Actor, Installation, Page, Scope};
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use server::config::Exposure;
use server::demo::{Engines, tell};
use server::jobs::{Context, Pulse};
use server::keys::Keys;
use server::{AppState, Clock};
use simulator::Timeline;
use store::testing::Database;
use store::{Store, Story};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

const SEED: u64 = 1;

fn operator() -> Actor {
    Actor::System("test".into())
}

fn ends_at() -> DateTime<Utc> {
    "2026-11-20T15:30:00Z".parse().expect("a moment")
}

async fn demo() -> (Database, Store) {
    let database = Database::create_empty().await;
    let store = database.store().await;
    store.migrate_demo().await.expect("migrated");
    (database, store)
}

/// Three hosts of the fleet: one with the incident, one that cannot be reached for a day, one that joins late.
fn part() -> Timeline {
    let mut timeline = Timeline::new(SEED, ends_at());
    let (mut of_region, mut late) = (0, 0);
    timeline.hosts.retain(|host| {
        let incident = host.name.starts_with("payments-prod-") && host.name.ends_with("-1");
        let cut_off = host.labels["region"] == "iad";
        let joins_late = host.joins_at > ends_at() - TimeDelta::days(30);
        of_region += u32::from(cut_off);
        late += u32::from(joins_late);
        incident || (cut_off && of_region == 1) || (joins_late && late == 1)
    });
    timeline
}

async fn findings(store: &Store, rule: &str, state: FindingState) -> Vec<FindingRow> {
    let filter = FindingFilter { rule: Some(rule.into()), states: vec![state], ..FindingFilter::default() };
    let page = Page { limit: 500, ..Page::default() };
    store.list_findings(&operator(), &filter, &page, ends_at()).await.expect("listed").items
}

fn index(points: &[TrendPoint]) -> f64 {
    points.iter().filter_map(|point| point.index).sum::<f64>() / points.len() as f64
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_past_of_a_simulated_fleet_is_a_history_like_any_other() {
    let (_database, store) = demo().await;
    let folder = tempfile::tempdir().expect("temporary directory");
    let engines = folder.path().display().to_string();
    store.set_story(&Story { seed: SEED, ends_at: ends_at(), engines }).await.expect("kept");
    let (clock, _) = Clock::standing(ends_at());
    let context = Context::new(store.clone(), clock, Keys::passing());
    let timeline = part();
    let mut engines = Engines::open(timeline.clone(), folder.path(), timeline.begins_at).expect("open");
    let mut days = Vec::new();
    tell(&context, &mut engines, |told| days.push(told.day)).await.expect("told");

    assert_eq!(days, (1..=90).collect::<Vec<_>>(), "every day is told of");
    assert!(store.contradictions().await.is_empty());

    // The incident: opened by evidence, resolved by evidence two days later.
    let privileged = findings(&store, "CAP-001", FindingState::Resolved).await;
    assert!(
        privileged.iter().any(|finding| format!("{:?}", finding.target).contains("ledger")),
        "the privileged container was resolved: {privileged:?}"
    );
    assert!(!findings(&store, "SEC-001", FindingState::Resolved).await.is_empty(), "the cloud key is gone");

    // The outage: hosts stale, nothing resolved.
    let trend =
        store.trend(&operator(), &Scope::default(), TrendRange::Year, ends_at()).await.expect("a trend");
    let out = timeline.begins_at + TimeDelta::days(74);
    let stale = trend.iter().filter(|point| point.hosts_stale > 0).map(|point| point.at.date_naive());
    assert_eq!(stale.collect::<Vec<_>>(), [out.date_naive()], "hosts were stale on that day alone");
    let cut_off: Vec<&str> = timeline
        .hosts
        .iter()
        .filter(|host| !host.is_reachable(out + TimeDelta::hours(12)))
        .map(|host| &*host.name)
        .collect();
    assert!(!cut_off.is_empty());

    // Scores rise.
    let (first, last) = (index(&trend[1..8]), index(&trend[trend.len() - 7..]));
    assert!(last > first + 3.0, "the index went from {first:.1} to {last:.1}");

    let mut start = FeedStart::Oldest;
    let mut latest = DateTime::<Utc>::MIN_UTC;
    loop {
        let page = store
            .changes(&operator(), &ChangeFilter::default(), &start, 500, "http://127.0.0.1")
            .await
            .expect("a page");
        for change in &page.items {
            assert!(change.timestamp >= latest, "{} is out of order", change.id);
            latest = change.timestamp;
            let during = (out..out + TimeDelta::days(1)).contains(&change.timestamp);
            let concerned = cut_off.contains(&&*change.data.host.name);
            assert!(!(during && concerned), "{} happened on a host that nobody saw", change.id);
        }
        if page.items.is_empty() {
            break;
        }
        start = FeedStart::After(page.next_cursor);
    }
    assert!(latest > ends_at() - TimeDelta::days(3), "things went on happening until the end");
}

#[tokio::test]
async fn every_page_of_a_demo_says_so_and_none_of_a_real_one() {
    let (_database, store) = demo().await;
    let (clock, _) = Clock::standing(ends_at());
    for (installation, says) in [(Installation::Demo, true), (Installation::Real, false)] {
        let stop = CancellationToken::new();
        let mut state =
            AppState::new(store.clone(), clock.clone(), Exposure::Loopback, Pulse::default(), stop);
        state.installation = installation;
        let routes = server::http::router(state);
        for path in ["/sign-in", "/sign-in/link?token=0", "/nowhere"] {
            let request = Request::get(path).header("host", "127.0.0.1:7466").header("accept", "text/html");
            let answer = routes.clone().oneshot(request.body(axum::body::Body::empty()).expect("a request"));
            let answer = answer.await.expect("an answer");
            assert!([StatusCode::OK, StatusCode::NOT_FOUND].contains(&answer.status()), "{path}");
            let body = answer.into_body().collect().await.expect("a body").to_bytes();
            let page = String::from_utf8_lossy(&body);
            assert_eq!(page.contains("Demo: simulated fleet"), says, "{path} {installation:?}");
        }
    }
}

/// What a command says when it refuses.
fn refusal(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_plimsoll")).args(arguments).output().expect("it runs");
    assert!(!output.status.success(), "it was not refused");
    String::from_utf8(output.stderr).expect("text")
}

#[tokio::test]
async fn serve_refuses_the_database_of_a_demo() {
    let (database, _store) = demo().await;
    let folder = tempfile::tempdir().expect("temporary directory");
    let folder = folder.path().display().to_string();
    let url = database.url();
    let said = refusal(&["serve", "--listen", "127.0.0.1:0", "--data-dir", &folder, "--database-url", &url]);
    assert!(said.contains("start it with plimsoll demo"), "{said}");
}

#[tokio::test]
async fn demo_refuses_a_real_database() {
    let database = Database::create().await;
    let folder = tempfile::tempdir().expect("temporary directory");
    let folder = folder.path().display().to_string();
    let said = refusal(&["demo", "--port", "0", "--data-dir", &folder, "--database-url", &database.url()]);
    assert!(said.contains("into which no simulated fleet goes"), "{said}");
}
