//! What becomes of a scan when the engine is as it should be, and when it is not.

#![allow(clippy::unwrap_used)]

mod failing;
mod hostile;
mod partial;
mod reading;

use std::time::Duration;

use chrono::{DateTime, Utc};
use collector::{Settings, collect};
use fleet::Endpoint;
use fleet::scan::{Scan, ScanError};
use intake::IngestKey;
use simulator::{Engine, Misbehaviour, Served, Spec};
use tempfile::TempDir;

fn now() -> DateTime<Utc> {
    "2026-11-20T09:00:00Z".parse().unwrap()
}

/// For engines that hang: no test waits long for nothing.
fn impatient() -> Settings {
    Settings { call_timeout: Duration::from_millis(500), ..Settings::default() }
}

/// Two nginx and one redis.
fn three_containers() -> Engine {
    let mut engine = Engine::new(1, "tuna", now());
    engine.run("web-1", Spec::new("nginx:1.27"));
    engine.run("web-2", Spec::new("nginx:1.27"));
    engine.run("cache", Spec::new("redis:7.4-alpine"));
    engine
}

struct Fixture {
    served: Served,
    endpoint: Endpoint,
    _folder: TempDir,
}

impl Fixture {
    fn new(engine: Engine) -> Self {
        let folder = TempDir::new().unwrap();
        let served = Served::unix(engine, folder.path().join("engine.sock")).unwrap();
        let endpoint = served.address().parse().unwrap();
        Self { served, endpoint, _folder: folder }
    }

    fn misbehaving(misbehaviour: Misbehaviour) -> Self {
        let fixture = Self::new(three_containers());
        fixture.served.misbehave(misbehaviour);
        fixture
    }

    async fn scan(&self) -> Result<Scan, ScanError> {
        scan(&self.endpoint, &Settings::default()).await
    }

    /// The number of requests whose path ends so.
    fn asked(&self, suffix: &str) -> usize {
        self.served.requests().iter().filter(|request| request.path.ends_with(suffix)).count()
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        assert_eq!(self.served.writes(), [], "an engine is only ever read");
    }
}

async fn scan(endpoint: &Endpoint, settings: &Settings) -> Result<Scan, ScanError> {
    collect(endpoint, settings, &IngestKey::new([7; 32]), now, |_, _| ()).await
}

fn names(scan: &Scan) -> Vec<&str> {
    let mut names: Vec<&str> = scan.containers.iter().map(|container| container.name.as_str()).collect();
    names.sort_unstable();
    names
}

fn missing(scan: &Scan) -> Vec<String> {
    scan.missing.iter().map(|missing| format!("{:?}: {}", missing.what, missing.reason)).collect()
}

fn reason(error: &ScanError) -> &str {
    match error {
        ScanError::Unreachable { reason, .. }
        | ScanError::Refused { reason, .. }
        | ScanError::Malformed { reason, .. } => reason,
        ScanError::TimedOut { .. } | ScanError::Interrupted => "",
    }
}
