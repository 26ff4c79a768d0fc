mod neighbourhood;
mod sharing;

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use posture::facts::{Container, Host, Image, Runtime};
use serde::{Deserialize, Serialize};

use crate::Endpoint;

pub use neighbourhood::Neighbourhood;

/// One collection of facts from one host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scan {
    pub started_at: DateTime<Utc>,
    pub finished_at: DateTime<Utc>,
    pub host: Host,
    pub containers: Vec<ScannedContainer>,
    /// Every image that a container was created from and that could be read; by id, once each.
    pub images: Vec<Image>,
    /// Image id each tag in use points to now: `("nginx:latest", "sha256:…")`.
    pub tags: Vec<(String, String)>,
    /// Empty: the scan is complete.
    pub missing: Vec<Missing>,
}

impl Scan {
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }

    /// The scan as the rules see it around each of its containers.
    pub fn neighbourhood(&self) -> Neighbourhood<'_> {
        Neighbourhood::of(self)
    }
}

/// `nginx` is `nginx:latest` to an engine; a port before the path is no tag.
pub fn with_tag(reference: &str) -> Cow<'_, str> {
    let name = reference.rsplit('/').next().unwrap_or(reference);
    if name.contains([':', '@']) { reference.into() } else { format!("{reference}:latest").into() }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScannedContainer {
    /// Engine's id, 64 hexadecimal digits.
    pub engine_id: String,
    /// Without the leading slash.
    pub name: String,
    pub facts: Container,
    pub runtime: Runtime,
    /// Keyed hash of the command, hexadecimal; part of an ephemeral workload's identity.
    pub command_hash: String,
    /// (variable, keyed fingerprint in hexadecimal) of each credential found; never a value.
    pub fingerprints: Vec<(String, String)>,
}

/// Something a scan could not read; the last known value stays, marked old.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Missing {
    pub what: MissingWhat,
    /// Why, in words safe to show.
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MissingWhat {
    /// A listed container whose inspection failed, by engine id.
    Container(String),
    /// An image, by id.
    Image(String),
    /// The list of images: what each tag points to now.
    Tags,
    Networks,
    Volumes,
    Info,
}

/// Why a scan failed as a whole. The host becomes stale; nothing is resolved because of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum ScanError {
    #[error("no answer from engine {endpoint}: {reason}")]
    Unreachable { endpoint: Endpoint, reason: String },
    #[error("engine {endpoint} gave no answer within {timeout_ms} ms")]
    TimedOut { endpoint: Endpoint, timeout_ms: u32 },
    #[error("engine {endpoint} refused: {reason}")]
    Refused { endpoint: Endpoint, reason: String },
    #[error("engine {endpoint} answered what is not an engine's answer: {reason}")]
    Malformed { endpoint: Endpoint, reason: String },
    #[error("the scan was interrupted before it ended")]
    Interrupted,
}

impl ScanError {
    /// Stable, for filters and metrics.
    pub const fn cause(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "unreachable",
            Self::TimedOut { .. } => "timed_out",
            Self::Refused { .. } => "refused",
            Self::Malformed { .. } => "malformed",
            Self::Interrupted => "interrupted",
        }
    }

    /// What the operator can do about it.
    pub const fn advice(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => {
                "Check that the engine runs, that the address is right and that Plimsoll's user may open the socket."
            }
            Self::TimedOut { .. } => {
                "The engine accepts connections but does not answer; look at its load and its log."
            }
            Self::Refused { .. } => {
                "The engine or a proxy before it does not allow this call; Plimsoll needs GET on containers, images, networks, volumes, info and version."
            }
            Self::Malformed { .. } => "Something other than a container engine answers at this address.",
            Self::Interrupted => "Plimsoll stopped while the scan ran; the next scan makes up for it.",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ScanOutcome {
    Complete,
    Partial,
    Failed,
}

impl ScanOutcome {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::Failed => "failed",
        }
    }
}

/// What recording a scan did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScanRecorded {
    pub containers: u32,
    /// Postures that began with this scan.
    pub changed: u32,
    pub opened: u32,
    pub resolved: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_no_tag() {
        assert_eq!(with_tag("registry:5000/app"), "registry:5000/app:latest");
        assert_eq!(with_tag("registry:5000/app:1"), "registry:5000/app:1");
        assert_eq!(with_tag("app@sha256:ab"), "app@sha256:ab");
    }
}
