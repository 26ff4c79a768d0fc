//! A scan of 40 real containers beside a bare program that asks the same over the same socket. Prints
//! `{"rows":[…]}`. Needs root, dockerd and busybox-static.

#[path = "../../../../xtask/bench/baseline/engine.rs"]
mod baseline;

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};
use collector::{Settings, collect};
use fleet::Endpoint;
use intake::IngestKey;
use serde_json::json;
use testkit::engine::RealEngine;

const CONTAINERS: usize = 40;
const CONNECTIONS: usize = 8;
/// Pairs of runs; an odd number has a median.
const ROUNDS: usize = 31;
const BAR: f64 = 2.0;

#[tokio::main]
async fn main() -> Result<()> {
    let engine = RealEngine::start()?;
    for number in 0..CONTAINERS {
        engine.create(&format!("container-{number}"), options(number))?;
    }
    let endpoint: Endpoint = engine.address().parse()?;
    let paths = questions(&engine)?;

    let (mut scans, mut bares) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let scan = timed(async {
            let scan = collect(&endpoint, &settings(), &IngestKey::new([7; 32]), now, |_, _| ()).await?;
            ensure!(scan.is_complete() && scan.containers.len() == CONTAINERS, "an incomplete scan");
            Ok(())
        });
        let scan = scan.await?;
        let bare = timed(async {
            let bytes = baseline::ask_all(&engine.socket(), paths.clone(), CONNECTIONS).await?;
            ensure!(bytes > 0, "no bytes came");
            Ok(())
        });
        let bare = bare.await?;
        // The first round warms the engine's own caches.
        if round > 0 {
            scans.push(scan);
            bares.push(bare);
        }
    }
    let (value, limit) = (median(scans), median(bares));
    let ratio = value / limit;
    let row = json!({
        "name": "scan of 40 real containers",
        "value": value,
        "unit": "ms",
        "limit": limit,
        "ratio": ratio,
        "bar": BAR,
        "holds": ratio <= BAR,
    });
    println!("{}", json!({ "rows": [row] }));
    Ok(())
}

fn settings() -> Settings {
    Settings { connections: CONNECTIONS, ..Settings::default() }
}

fn options(number: usize) -> serde_json::Value {
    json!({
        "Env": ["POSTGRES_PASSWORD=postgres", "LANG=C.UTF-8", format!("NUMBER={number}")],
        "Labels": { "com.docker.compose.project": "bench", "com.docker.compose.service": format!("s{number}") },
        "HostConfig": { "Binds": ["/srv/data:/data:ro"], "Memory": 64 << 20 },
    })
}

/// Everything a scan asks, known beforehand.
fn questions(engine: &RealEngine) -> Result<Arc<[String]>> {
    let version = engine.get("/version")?["ApiVersion"].as_str().context("a version")?.to_owned();
    let listed = engine.get("/containers/json?all=1")?;
    let listed = listed.as_array().context("a list of containers")?;
    let text = |value: &serde_json::Value| value.as_str().map(String::from).context("an id");
    let mut images = listed.iter().map(|one| text(&one["ImageID"])).collect::<Result<Vec<_>>>()?;
    images.sort_unstable();
    images.dedup();
    let mut paths: Vec<String> =
        ["/containers/json?all=1", "/info", "/images/json", "/networks", "/volumes"].map(String::from).into();
    for image in images {
        paths.extend([format!("/images/{image}/json"), format!("/images/{image}/history")]);
    }
    for container in listed {
        paths.push(format!("/containers/{}/json", text(&container["Id"])?));
    }
    let versioned = paths.into_iter().map(|path| format!("/v{version}{path}"));
    Ok(std::iter::once("/version".to_owned()).chain(versioned).collect())
}

async fn timed(work: impl Future<Output = Result<()>>) -> Result<Duration> {
    let began = Instant::now();
    work.await?;
    Ok(began.elapsed())
}

#[expect(clippy::disallowed_methods, reason = "a bench measures")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

/// In milliseconds.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1000.0
}
