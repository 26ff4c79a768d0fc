mod sharing;

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use posture::facts::{Container, Host, Image, Runtime, Surroundings};
use serde::{Deserialize, Serialize};

use crate::Endpoint;

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

    /// The image a container was created from, if it could be read.
    pub fn image_of(&self, container: &ScannedContainer) -> Option<&Image> {
        self.images.iter().find(|image| image.id == container.facts.image_id)
    }

    fn lacks(&self, what: &MissingWhat) -> bool {
        self.missing.iter().any(|missing| missing.what == *what)
    }

    /// What the rules see of a container's neighbours.
    pub fn surroundings_of(&self, container: &ScannedContainer) -> Surroundings {
        let id = &container.facts.image_id;
        let unread = |missing: &Missing| matches!(&missing.what, MissingWhat::Image(image) if image == id);
        let tag = with_tag(&container.facts.image_reference);
        Surroundings {
            tag_points_to: self.tags.iter().find(|(name, _)| *name == tag).map(|(_, image)| image.clone()),
            image_missing: self.image_of(container).is_none() && !self.missing.iter().any(unread),
            tags_not_read: self.lacks(&MissingWhat::Tags),
            volumes_not_read: self.lacks(&MissingWhat::Volumes),
            shared_secrets: self.shared_secrets(container),
            shared_mounts: self.shared_mounts(container),
            registry: None,
        }
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

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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

    fn container(reference: &str, image_id: &str) -> ScannedContainer {
        ScannedContainer {
            engine_id: "c".into(),
            name: "web".into(),
            facts: Container {
                image_reference: reference.into(),
                image_id: image_id.into(),
                ..Container::default()
            },
            runtime: Runtime::default(),
            command_hash: String::new(),
            fingerprints: Vec::new(),
        }
    }

    fn scan() -> Scan {
        Scan {
            started_at: DateTime::UNIX_EPOCH,
            finished_at: DateTime::UNIX_EPOCH,
            host: Host::default(),
            containers: Vec::new(),
            images: vec![Image { id: "sha256:new".into(), ..Image::default() }],
            tags: vec![("nginx:latest".into(), "sha256:new".into())],
            missing: vec![Missing {
                what: MissingWhat::Image("sha256:slow".into()),
                reason: "timeout".into(),
            }],
        }
    }

    #[test]
    fn a_tag_that_moved_and_an_image_that_is_gone_are_seen() {
        let seen = scan().surroundings_of(&container("nginx", "sha256:old"));
        assert_eq!(seen.tag_points_to.as_deref(), Some("sha256:new"));
        assert!(seen.image_missing);
        assert!(!scan().surroundings_of(&container("nginx:latest", "sha256:new")).image_missing);
    }

    #[test]
    fn an_image_that_could_not_be_read_is_not_called_gone() {
        assert!(!scan().surroundings_of(&container("app:1", "sha256:slow")).image_missing);
    }

    #[test]
    fn what_was_not_read_is_said_to_the_rules() {
        let flags = |missing: &[MissingWhat]| {
            let reason = || "status 403".to_owned();
            let missing =
                missing.iter().map(|what| Missing { what: what.clone(), reason: reason() }).collect();
            let seen = Scan { missing, ..scan() }.surroundings_of(&container("nginx", "sha256:new"));
            (seen.tags_not_read, seen.volumes_not_read)
        };
        assert_eq!(flags(&[]), (false, false));
        assert_eq!(flags(&[MissingWhat::Networks, MissingWhat::Tags]), (true, false));
        assert_eq!(flags(&[MissingWhat::Volumes]), (false, true));
    }

    #[test]
    fn a_port_is_no_tag() {
        assert_eq!(with_tag("registry:5000/app"), "registry:5000/app:latest");
        assert_eq!(with_tag("registry:5000/app:1"), "registry:5000/app:1");
        assert_eq!(with_tag("app@sha256:ab"), "app@sha256:ab");
    }
}
