//! Following the change feed from its beginning, as one reader does: prints rows as JSON.
//!
//!     cargo run --release -p store --example changes_bench --features testing
//!
//! Each change is read from the database and written as JSON, in parts of 500.

use std::collections::BTreeMap;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use fleet::Actor;
use fleet::change::{ChangeFilter, FeedStart};
use fleet::host::NewHost;
use fleet::scan::{Scan, ScannedContainer};
use posture::testing;
use serde_json::json;
use store::Store;
use store::testing::Database;

const HOSTS: usize = 20;
const CONTAINERS: usize = 100;
const ROUNDS: usize = 5;
const PART: u32 = 500;
/// Milliseconds that 5,000 changes may take: 5,000 a second.
const LIMIT: f64 = 1_000.0;

#[tokio::main]
async fn main() {
    let database = Database::create().await;
    let store = database.store().await;
    fill(&store).await;
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let changes = follow(&store).await;
        times.push(begun.elapsed().as_secs_f64() * 1_000.0 * 5_000.0 / changes as f64);
        eprintln!("{changes} changes");
    }
    times.sort_by(f64::total_cmp);
    let value = times[ROUNDS / 2];
    let ratio = value / LIMIT;
    let row = json!({
        "name": "changes, 5,000", "value": value, "unit": "ms", "limit": LIMIT, "ratio": ratio, "bar": 1.0,
        "holds": ratio <= 1.0,
    });
    println!("{}", json!({ "rows": [row] }));
}

/// How many changes there are.
async fn follow(store: &Store) -> usize {
    let (mut start, mut changes) = (FeedStart::Oldest, 0);
    loop {
        let filter = ChangeFilter::default();
        let page = store.changes(&actor(), &filter, &start, PART, "http://127.0.0.1:7466").await;
        let page = page.expect("the feed is read");
        assert!(serde_json::to_vec(&page).is_ok_and(|json| !json.is_empty()));
        changes += page.items.len();
        if !page.more {
            return changes;
        }
        start = FeedStart::After(page.next_cursor);
    }
}

/// A fleet that is scanned for the first time.
async fn fill(store: &Store) {
    for number in 0..HOSTS {
        let host = NewHost {
            name: format!("host-{number}"),
            endpoint: format!("unix:///run/{number}.sock").parse().expect("a path"),
            labels: BTreeMap::from([("team".into(), format!("team-{}", number % 4))]),
            scan_interval_s: 300,
        };
        let host = store.add_host(&actor(), &host, minute(0)).await.expect("the host is new");
        store.record_scan(host, &scan(number), minute(1)).await.expect("the scan is recorded");
    }
}

fn scan(host: usize) -> Scan {
    let sample = testing::plain();
    Scan {
        started_at: minute(0),
        finished_at: minute(0),
        host: sample.host,
        containers: (0..CONTAINERS).map(|number| container(&format!("app-{host}-{number}"))).collect(),
        images: sample.image.into_iter().collect(),
        tags: Vec::new(),
        missing: Vec::new(),
    }
}

fn container(name: &str) -> ScannedContainer {
    let sample = testing::plain().bind_read_only(&format!("/srv/{name}/config"), "/etc/service");
    ScannedContainer {
        engine_id: blake3::hash(name.as_bytes()).to_hex().to_string(),
        name: name.into(),
        facts: sample.container,
        runtime: sample.runtime,
        command_hash: "c0ffee".into(),
        fingerprints: Vec::new(),
    }
}

fn actor() -> Actor {
    Actor::System("bench".into())
}

fn minute(minutes: i64) -> DateTime<Utc> {
    testing::now() + TimeDelta::minutes(minutes)
}
