use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::is_default;

/// Volatile state of one container: kept in its row, outside the content-addressed facts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Runtime {
    pub state: State,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    /// `None`: never started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub unhealthy: bool,
    #[serde(default)]
    pub restart_count: u32,
    /// Commands that were started beside the first process. `None`: not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execs: Option<Vec<Exec>>,
    /// Programs that were added to or changed in the writable layer since the start, by path. `None`: not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_executables: Option<Vec<String>>,
}

impl Runtime {
    /// As rules see it, so that what they do not look at is no change: how often a container was restarted, and in a loop
    /// of restarts when the last of them was.
    #[must_use]
    pub fn bucket(&self) -> Self {
        let is_in_loop = self.state == State::Restarting;
        let started_at = self.started_at.map(|at| if is_in_loop { DateTime::UNIX_EPOCH } else { at });
        Self { restart_count: 0, started_at, ..self.clone() }
    }
}

/// A command that somebody started inside, seen live or in the engine's events.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Exec {
    #[serde(default, skip_serializing_if = "is_default")]
    pub privileged: bool,
    /// As asked for; empty is the container's own user.
    #[serde(default, skip_serializing_if = "is_default")]
    pub user: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum State {
    #[default]
    Created,
    Running,
    Paused,
    Restarting,
    Removing,
    Exited,
    Dead,
}

impl State {
    /// Counts in indexes: the workload is not gone.
    pub const fn counts(self) -> bool {
        matches!(self, Self::Created | Self::Running | Self::Paused | Self::Restarting)
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Restarting => "restarting",
            Self::Removing => "removing",
            Self::Exited => "exited",
            Self::Dead => "dead",
        }
    }
}
