//! `record_scan` beside the least that PostgreSQL must do for the same: prints rows as JSON.
//!
//!     cargo run --release -p store --example record_scan_bench --features testing
//!
//! The baselines run in the same database over the same pool, prepared, turn by turn with what is measured.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use fleet::host::NewHost;
use fleet::scan::{Scan, ScannedContainer};
use fleet::{Actor, HostId};
use posture::facts::{Attachment, NetworkMode, Origin, ValueKind, Variable};
use posture::testing::{self, Sample};
use serde_json::{Value, json};
use store::Store;
use store::testing::Database;

const CONTAINERS: usize = 1_000;
const ROUNDS: u32 = 15;
/// `record_scan` may take this many times its baseline.
const BAR: f64 = 4.0;

#[tokio::main]
async fn main() {
    let database = Database::create().await;
    let store = database.store().await;
    sqlx::raw_sql(
        "create table bare (hash bytea primary key, body jsonb not null);
         create table bare_run (id int primary key, scans bigint not null);
         insert into bare_run values (1, 0)",
    )
    .execute(store.pool())
    .await
    .expect("the tables of the baselines");
    let rows = [new(&store).await, unchanged(&store).await];
    println!("{}", json!({ "rows": rows }));
}

/// Containers of a host that is scanned for the first time, each with facts of its own.
async fn new(store: &Store) -> Value {
    let (mut measured, mut baseline) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let scan = scan(&format!("new-{round}"));
        let host = add_host(store, &format!("new-{round}")).await;
        let (hashes, bodies) = facts(&scan);
        baseline.push(timed(insert(store, &hashes, &bodies)).await);
        measured.push(timed(record(store, host, &scan, 1)).await);
    }
    row("record_scan, 1,000 new", measured, baseline)
}

/// The same containers again and again.
async fn unchanged(store: &Store) -> Value {
    let scan = scan("unchanged");
    let host = add_host(store, "unchanged").await;
    let (hashes, bodies) = facts(&scan);
    insert(store, &hashes, &bodies).await;
    record(store, host, &scan, 1).await;
    let (mut measured, mut baseline) = (Vec::new(), Vec::new());
    for round in 0..i64::from(ROUNDS) {
        baseline.push(timed(probe(store, &hashes)).await);
        measured.push(timed(record(store, host, &scan, 2 + round)).await);
    }
    row("record_scan, 1,000 unchanged", measured, baseline)
}

async fn record(store: &Store, host: HostId, scan: &Scan, at: i64) {
    let recorded = store.record_scan(host, scan, minute(at)).await.expect("the scan is recorded");
    assert_eq!(recorded.containers as usize, CONTAINERS);
}

/// The least for new facts: one insert.
async fn insert(store: &Store, hashes: &[[u8; 32]], bodies: &[String]) {
    let mut transaction = store.pool().begin().await.expect("a transaction");
    sqlx::query(
        "insert into bare (hash, body)
         select hash, body::jsonb from unnest($1::bytea[], $2::text[]) as new (hash, body)",
    )
    .bind(hashes)
    .bind(bodies)
    .execute(&mut *transaction)
    .await
    .expect("the facts are new");
    transaction.commit().await.expect("a commit");
}

/// The least for known facts: asking for their hashes, and a commit that says they were seen.
async fn probe(store: &Store, hashes: &[[u8; 32]]) {
    let mut transaction = store.pool().begin().await.expect("a transaction");
    let known: Vec<Vec<u8>> = sqlx::query_scalar("select hash from bare where hash = any($1)")
        .bind(hashes)
        .fetch_all(&mut *transaction)
        .await
        .expect("a probe");
    assert_eq!(known.len(), hashes.len());
    sqlx::query("update bare_run set scans = scans + 1 where id = 1")
        .execute(&mut *transaction)
        .await
        .expect("an update");
    transaction.commit().await.expect("a commit");
}

async fn timed(work: impl Future<Output = ()>) -> Duration {
    let start = Instant::now();
    work.await;
    start.elapsed()
}

fn row(name: &str, measured: Vec<Duration>, baseline: Vec<Duration>) -> Value {
    let (value, limit) = (median_ms(measured), median_ms(baseline));
    let ratio = value / limit;
    json!({
        "name": name, "value": value, "unit": "ms", "limit": limit, "ratio": ratio, "bar": BAR,
        "holds": ratio <= BAR,
    })
}

fn median_ms(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1_000.0
}

fn minute(minutes: i64) -> DateTime<Utc> {
    testing::now() + TimeDelta::minutes(minutes)
}

async fn add_host(store: &Store, name: &str) -> HostId {
    let host = NewHost {
        name: name.into(),
        endpoint: format!("unix:///run/{name}.sock").parse().expect("a path"),
        labels: BTreeMap::new(),
        scan_interval_s: 300,
    };
    store.add_host(&Actor::System("bench".into()), &host, minute(0)).await.expect("the host is new")
}

/// Hashes and bodies of the containers' facts.
fn facts(scan: &Scan) -> (Vec<[u8; 32]>, Vec<String>) {
    let bodies: Vec<String> = scan
        .containers
        .iter()
        .map(|container| serde_json::to_string(&container.facts).expect("facts are JSON"))
        .collect();
    (bodies.iter().map(|body| blake3::hash(body.as_bytes()).into()).collect(), bodies)
}

fn scan(prefix: &str) -> Scan {
    let sample = testing::plain();
    Scan {
        started_at: minute(0),
        finished_at: minute(0),
        host: sample.host.clone(),
        containers: (0..CONTAINERS).map(|number| container(prefix, number)).collect(),
        images: sample.image.into_iter().collect(),
        tags: Vec::new(),
        missing: Vec::new(),
    }
}

/// A service of a Compose project as they commonly are: default settings, a handful of variables, two mounts.
fn container(prefix: &str, number: usize) -> ScannedContainer {
    let (project, service) = (format!("{prefix}-{}", number / 8), format!("service-{}", number % 8));
    let sample: Sample = testing::plain()
        .volume(&format!("{project}_data"), "/var/lib/data")
        .bind_read_only(&format!("/srv/{project}/{service}/config"), "/etc/service")
        .publish("127.0.0.1", 20_000 + number as u16, 8080);
    let mut facts = sample.container;
    facts.network_mode = NetworkMode::Custom(format!("{project}_default"));
    facts.networks = vec![Attachment { network: format!("{project}_default") }];
    for name in ["PATH", "LANG", "TZ", "NGINX_VERSION", "LOG_LEVEL", "DB_HOST", "DB_NAME", "CACHE_URL"] {
        let origin = if name.len() < 5 { Origin::Image } else { Origin::Container };
        facts.environment.push(Variable { name: name.into(), kind: ValueKind::Plain, origin });
    }
    for (key, value) in [("project", &project), ("service", &service), ("version", &"2.29".to_owned())] {
        facts.labels.insert(format!("com.docker.compose.{key}"), Some(value.clone()));
    }
    for key in ["config-hash", "container-number", "depends_on", "image", "project.config_files"] {
        facts.labels.insert(format!("com.docker.compose.{key}"), None);
    }
    ScannedContainer {
        engine_id: blake3::hash(format!("{project} {service}").as_bytes()).to_hex().to_string(),
        name: format!("{project}-{service}-1"),
        facts,
        runtime: sample.runtime,
        command_hash: "c0ffee".into(),
        fingerprints: Vec::new(),
    }
}
