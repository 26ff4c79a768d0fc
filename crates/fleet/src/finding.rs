use chrono::{DateTime, Utc};
use posture::{Dimension, Severity};
use serde::{Deserialize, Serialize};

use crate::ticket::TicketState;
use crate::{FindingId, HostId, Scope, WorkloadId};

/// Where a finding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum FindingState {
    Open,
    Acknowledged,
    /// The risk is accepted until a moment; it does not count in the score.
    Accepted,
    Resolved,
    Reopened,
}

impl FindingState {
    pub const ALL: [Self; 5] =
        [Self::Open, Self::Reopened, Self::Acknowledged, Self::Accepted, Self::Resolved];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Acknowledged => "acknowledged",
            Self::Accepted => "accepted",
            Self::Resolved => "resolved",
            Self::Reopened => "reopened",
        }
    }

    /// The problem is there, whatever was decided about it.
    pub const fn is_present(self) -> bool {
        !matches!(self, Self::Resolved)
    }
}

impl std::str::FromStr for FindingState {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(UnknownState)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a state is one of open, reopened, acknowledged, accepted, resolved")]
pub struct UnknownState;

/// What happened to a finding; never rewritten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FindingEventKind {
    Opened,
    SeverityChanged {
        from: Severity,
        to: Severity,
    },
    Acknowledged,
    Accepted {
        reason: String,
        until: DateTime<Utc>,
    },
    AcceptanceRevoked,
    AcceptanceExpired,
    /// The severity rose above what was accepted.
    AcceptanceVoided,
    /// A complete scan did not find it any more, or its target is gone.
    Resolved {
        evidence: String,
    },
    Reopened {
        flapping: bool,
    },
}

impl FindingEventKind {
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::SeverityChanged { .. } => "severity_changed",
            Self::Acknowledged => "acknowledged",
            Self::Accepted { .. } => "accepted",
            Self::AcceptanceRevoked => "acceptance_revoked",
            Self::AcceptanceExpired => "acceptance_expired",
            Self::AcceptanceVoided => "acceptance_voided",
            Self::Resolved { .. } => "resolved",
            Self::Reopened { .. } => "reopened",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FindingEvent {
    pub at: DateTime<Utc>,
    /// Who: a person's name, or `plimsoll`.
    pub by: String,
    pub kind: FindingEventKind,
}

impl FindingId {
    /// For the one ticket of this problem, in whatever system.
    pub fn dedup_key(self) -> String {
        format!("plimsoll-{self}")
    }
}

/// How many of how many replicas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Replicas {
    pub affected: i64,
    pub all: i64,
}

/// A row of the work queue and of a workload's explanation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FindingRow {
    pub id: FindingId,
    pub rule: String,
    pub title: String,
    /// `None`: a finding of a host itself.
    pub dimension: Option<Dimension>,
    pub severity: Severity,
    pub subject: String,
    pub evidence: String,
    pub state: FindingState,
    pub target: Target,
    pub opened_at: DateTime<Utc>,
    pub accepted_until: Option<DateTime<Utc>>,
    /// Share of the loss in points; 0 when accepted.
    pub loss: f64,
    /// Points the score gains if it is fixed.
    pub gain: f64,
    /// Which of the replicas have it.
    pub replicas: Replicas,
    /// The host has not been seen for a while; this is the last known.
    pub stale: bool,
    /// Grows with every change of state; a change names the one it has seen.
    pub revision: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Target {
    Workload { id: WorkloadId, name: String, project: String, host_id: HostId, host_name: String },
    Host { id: HostId, name: String },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FindingDetail {
    #[serde(flatten)]
    pub row: FindingRow,
    pub rationale: String,
    pub fix: String,
    /// As people cite them: `CIS Docker 5.32`, `MITRE T1611`.
    pub references: Vec<String>,
    /// Newest first.
    pub events: Vec<FindingEvent>,
    /// Who accepted it and why, while it is accepted.
    pub acceptance: Option<Acceptance>,
    /// Grade and score of the target now and if this finding were fixed.
    pub score_now: f64,
    pub score_if_fixed: f64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Acceptance {
    pub by: String,
    pub reason: String,
    pub granted_at: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// Which findings; every field that is set must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingFilter {
    /// Words in rule, title, subject, workload or host.
    pub search: Option<String>,
    pub severities: Vec<Severity>,
    /// Empty: all that are present and not accepted (the work queue).
    pub states: Vec<FindingState>,
    pub rule: Option<String>,
    pub workload: Option<WorkloadId>,
    pub host: Option<HostId>,
    /// With a project, findings of hosts themselves are left out.
    pub scope: Scope,
    /// `None`: whether or not they have one.
    pub ticket: Option<TicketState>,
}

/// In which order findings are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FindingOrder {
    /// The worst, then what gains most, then the oldest.
    #[default]
    #[serde(rename = "-severity")]
    WorstFirst,
    #[serde(rename = "opened_at")]
    OldestFirst,
    #[serde(rename = "-opened_at")]
    NewestFirst,
}

/// A decision about one finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Decision {
    Acknowledge,
    /// `reason` 3 to 2,000 characters; `until` after now and at most 2 years ahead.
    Accept {
        reason: String,
        until: DateTime<Utc>,
    },
    RevokeAcceptance,
}
