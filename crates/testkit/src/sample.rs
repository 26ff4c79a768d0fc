//! Hosts and what was read of them, for tests that start where a scan has ended.

use chrono::{DateTime, Utc};
use fleet::host::NewHost;
use fleet::scan::{Scan, ScannedContainer};
use posture::testing::{self, Sample};

/// A host of the team payments, whose engine nobody can reach.
///
/// # Panics
/// When the name does not fit into a path.
pub fn host(name: &str) -> NewHost {
    NewHost {
        name: name.into(),
        endpoint: format!("unix:///nowhere/{name}.sock").parse().expect("a path"),
        labels: [("team".to_owned(), "payments".to_owned())].into(),
        scan_interval_s: NewHost::DEFAULT_SCAN_INTERVAL_S,
    }
}

/// A container of this sample. Its engine id follows from its name and `generation`: another one is a redeploy.
pub fn container(name: &str, generation: u32, sample: Sample) -> ScannedContainer {
    ScannedContainer {
        engine_id: format!("{:0<64}", format!("{name}-{generation}-")),
        name: name.into(),
        facts: sample.container,
        runtime: sample.runtime,
        command_hash: "c0ffee".into(),
        fingerprints: Vec::new(),
    }
}

/// Hardened, but for the engine's socket in it: one critical finding, MNT-001, and an escape path.
pub fn with_socket() -> Sample {
    testing::hardened().bind("/var/run/docker.sock", "/var/run/docker.sock")
}

/// A complete scan of a hardened host, made within a moment.
pub fn scan(at: DateTime<Utc>, containers: Vec<ScannedContainer>) -> Scan {
    let sample = testing::hardened_host();
    Scan {
        started_at: at,
        finished_at: at,
        host: sample.host,
        containers,
        images: sample.image.into_iter().collect(),
        tags: Vec::new(),
        missing: Vec::new(),
    }
}
