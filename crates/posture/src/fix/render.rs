//! A change as text that people copy: the difference between the facts before and after it, one setting at a time.
//!
//! Several changes made one after the other render as one text. Each text is valid as it stands: names are quoted, and
//! where a format cannot carry one safely there is no text.

mod compose;
mod difference;
mod docker_run;
mod dockerfile;
mod engine;
mod kubernetes;
mod secret;
mod yaml;

use serde::{Deserialize, Serialize};

pub use self::engine::render_engine;
use super::Facts;

/// Where a container's settings are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A Compose file to be merged over the one that is there (`docker compose -f compose.yaml -f fix.yaml`, from 2.24 on).
    Compose,
    /// Flags of `docker run`, one a line.
    DockerRun,
    /// Instructions for the image's Dockerfile.
    Dockerfile,
    /// A strategic merge patch of a Deployment, StatefulSet or DaemonSet.
    Kubernetes,
}

/// A change as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Snippet {
    /// What is to be taken away, one line each: shown struck out, not copied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
    /// What is to be copied; empty where taking away is all.
    pub text: String,
    /// What must be done besides, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl Format {
    pub const ALL: [Self; 4] = [Self::Compose, Self::DockerRun, Self::Dockerfile, Self::Kubernetes];

    /// As people read it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Compose => "Compose",
            Self::DockerRun => "docker run",
            Self::Dockerfile => "Dockerfile",
            Self::Kubernetes => "Kubernetes",
        }
    }
}

/// What leads from `before` to `after`. `name` is the service or container that it is about.
///
/// `None`: nothing that this format says, or a name that it cannot carry safely.
pub fn render(format: Format, before: &Facts<'_>, after: &Facts<'_>, name: &str) -> Option<Snippet> {
    let snippet = match format {
        Format::Compose => compose::render(before, after, name),
        Format::DockerRun => docker_run::render(before, after, name),
        Format::Dockerfile => dockerfile::render(before, after),
        Format::Kubernetes => kubernetes::render(before, after, name),
    };
    snippet.filter(|snippet| !snippet.text.is_empty() || !snippet.removed.is_empty())
}

/// What no setting says.
fn notes(before: &Facts<'_>, after: &Facts<'_>) -> Vec<String> {
    let mut notes = secret::notes(before, after);
    if !before.container.volumes_from.is_empty() && after.container.volumes_from.is_empty() {
        notes.push("Mount each volume that the program needs by its own name.".to_owned());
    }
    if is_renewed(before, after) && after.container.image_reference.contains('@') {
        notes.push("The image is named by a digest: put the new one in its place.".to_owned());
    }
    notes
}

/// From whatever network to one of its own.
fn network_change(before: &Facts<'_>, after: &Facts<'_>) -> bool {
    before.container.network_mode != after.container.network_mode
}

/// The image is another one under the same name.
fn is_renewed(before: &Facts<'_>, after: &Facts<'_>) -> bool {
    let of = |facts: &Facts<'_>| {
        let created = facts.image.as_ref().and_then(|image| image.created_at);
        let around = &facts.surroundings;
        (created, around.image_missing, around.registry.clone(), around.tag_points_to.clone())
    };
    of(before) != of(after)
}
