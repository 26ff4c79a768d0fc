//! Containers of which only what `docker inspect` prints is known.

use chrono::{DateTime, Utc};
use fleet::scan::{Scan, ScannedContainer};
use intake::IntakeError;
use intake::engine::{InspectDocument, read_inspect_document};
use posture::Policy;
use posture::facts::Host;

use super::Document;
use crate::keys::Keys;

/// Why nothing can be said of a document.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    #[error(transparent)]
    NotInspection(#[from] IntakeError),
    #[error("it holds no container")]
    Nothing,
}

impl Document {
    /// Evaluates what `docker inspect` printed, under a policy as of `now`, with nothing accepted.
    pub fn of_inspection(json: &[u8], policy: &Policy, now: DateTime<Utc>) -> Result<Self, InspectError> {
        let read = read_inspect_document(json, &Keys::passing().ingest)?;
        if read.containers.is_empty() {
            return Err(InspectError::Nothing);
        }
        Ok(Self::of_containers(&inspected(read, now), policy, now))
    }
}

/// A scan without a host: what hangs on the host is unknown, not blamed on what was not seen.
fn inspected(read: InspectDocument, now: DateTime<Utc>) -> Scan {
    let containers = read.containers.into_iter().map(|reading| ScannedContainer {
        engine_id: reading.engine_id,
        name: reading.name,
        facts: reading.facts,
        runtime: reading.runtime,
        command_hash: reading.command_hash.to_string(),
        fingerprints: Vec::new(),
    });
    Scan {
        started_at: now,
        finished_at: now,
        host: Host::default(),
        containers: containers.collect(),
        images: read.images.into_iter().map(|reading| reading.facts).collect(),
        tags: Vec::new(),
        missing: Vec::new(),
    }
}
