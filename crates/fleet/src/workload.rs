use chrono::{DateTime, Utc};
use posture::facts::{Container, Runtime, State};
use posture::outcome::EscapePath;
use posture::score::DimensionScore;
use posture::{Dimension, Grade, Severity, Unknown};
use serde::{Deserialize, Serialize};

use crate::finding::FindingRow;
use crate::grades::Standing;
use crate::{HostId, Scope, WorkloadId};

/// Which of the identities of a workload applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    Kubernetes,
    Swarm,
    Compose,
    Name,
    /// Engine-made name or one-off run: image repository and command.
    Ephemeral,
}

impl IdentityKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kubernetes => "kubernetes",
            Self::Swarm => "swarm",
            Self::Compose => "compose",
            Self::Name => "name",
            Self::Ephemeral => "ephemeral",
        }
    }
}

/// What survives a redeploy, within its scope (cluster or host).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Identity {
    pub kind: IdentityKind,
    /// Compose project, Swarm stack, Kubernetes namespace; empty where there is none.
    pub project: String,
    /// As people read it.
    pub name: String,
    /// Unique within (scope, kind); stable.
    pub key: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorstFinding {
    pub rule: String,
    pub title: String,
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NamedProblem {
    pub rule: String,
    pub subject: String,
}

/// When the host could not be seen: until `to`, which is no part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Gap {
    pub from: DateTime<Utc>,
    /// Null: still so.
    pub to: Option<DateTime<Utc>>,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkloadRow {
    pub id: WorkloadId,
    pub name: String,
    /// Empty where there is none.
    pub project: String,
    pub host_id: HostId,
    pub host_name: String,
    /// The host's last scan failed or is overdue: what is shown is the last known.
    pub stale: bool,
    pub image: String,
    pub state: State,
    pub replicas: i64,
    pub score: f64,
    pub raw_score: f64,
    pub grade: Grade,
    /// False: the grade is shown as `A?`.
    pub complete: bool,
    /// In the order of [`Dimension::ALL`].
    pub dimensions: [DimensionScore; 5],
    pub counts: SeverityCounts,
    /// The worst finding that counts, if any.
    pub worst_finding: Option<WorstFinding>,
    #[serde(rename = "escape_kinds")]
    pub escape_paths: Vec<posture::outcome::EscapeKind>,
    /// Checks that could not be made.
    #[serde(rename = "unknown_checks")]
    pub unknown: i64,
    pub accepted: i64,
    /// Score now minus score 7 days ago; `None` if it was not known then.
    pub change_7d: Option<f64>,
    /// Last scan that saw it.
    pub seen_at: DateTime<Utc>,
}

/// Open findings by severity; accepted ones are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeverityCounts {
    pub critical: i64,
    pub high: i64,
    pub medium: i64,
    pub low: i64,
    pub info: i64,
}

impl SeverityCounts {
    pub const fn of(&self, severity: Severity) -> i64 {
        match severity {
            Severity::Critical => self.critical,
            Severity::High => self.high,
            Severity::Medium => self.medium,
            Severity::Low => self.low,
            Severity::Info => self.info,
        }
    }

    pub fn of_mut(&mut self, severity: Severity) -> &mut i64 {
        match severity {
            Severity::Critical => &mut self.critical,
            Severity::High => &mut self.high,
            Severity::Medium => &mut self.medium,
            Severity::Low => &mut self.low,
            Severity::Info => &mut self.info,
        }
    }

    pub const fn total(&self) -> i64 {
        self.critical + self.high + self.medium + self.low + self.info
    }
}

/// Everything the workload's screen shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkloadDetail {
    #[serde(flatten)]
    pub row: WorkloadRow,
    pub identity: String,
    /// Findings of the posture with what each takes, by dimension then loss; accepted ones with loss 0.
    pub findings: Vec<FindingRow>,
    pub unknown: Vec<Unknown>,
    pub escape_paths: Vec<EscapePath>,
    pub good_practice: Vec<String>,
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub facts: Container,
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub runtime: Runtime,
    /// Since when the posture is what it is.
    pub valid_from: DateTime<Utc>,
    pub policy_version: i64,
    pub first_seen_at: DateTime<Utc>,
    /// Engine ids of the containers now behind it.
    pub containers: Vec<String>,
}

/// One interval of a workload's past.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryInterval {
    pub valid_from: DateTime<Utc>,
    /// `None`: still so.
    pub valid_to: Option<DateTime<Utc>>,
    pub score: f64,
    pub grade: Grade,
    pub complete: bool,
    pub image_id: String,
    /// What began it.
    pub reason: ChangeReason,
    /// What came and what went with it.
    pub appeared: Vec<NamedProblem>,
    pub disappeared: Vec<NamedProblem>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChangeReason {
    FirstSeen,
    /// A container with other configuration or another image.
    Redeployed,
    /// Only time or volatile state changed.
    Aged,
    HostChanged,
    /// An acceptance was granted, revoked or expired.
    Acceptance,
    /// Policy or rules changed.
    Rules,
    Gone,
}

impl ChangeReason {
    pub const ALL: [Self; 7] = [
        Self::FirstSeen,
        Self::Redeployed,
        Self::Aged,
        Self::HostChanged,
        Self::Acceptance,
        Self::Rules,
        Self::Gone,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FirstSeen => "first_seen",
            Self::Redeployed => "redeployed",
            Self::Aged => "aged",
            Self::HostChanged => "host_changed",
            Self::Acceptance => "acceptance",
            Self::Rules => "rules",
            Self::Gone => "gone",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkloadHistory {
    pub intervals: Vec<HistoryInterval>,
    pub gaps: Vec<Gap>,
}

/// Which workloads; every field that is set must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkloadFilter {
    /// Words in name, project, host or image.
    pub search: Option<String>,
    pub grades: Vec<Standing>,
    pub scope: Scope,
    /// Has an open finding of this rule.
    pub rule: Option<String>,
    pub escape_path: Option<bool>,
    pub incomplete: Option<bool>,
    pub accepted: Option<bool>,
    /// Also those that are gone or exited.
    pub include_gone: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkloadSort {
    #[default]
    Score,
    Name,
    Host,
    Change,
    Dimension(Dimension),
    FirstSeen,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    #[default]
    Ascending,
    Descending,
}
