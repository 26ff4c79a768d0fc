use chrono::{DateTime, Utc};
use posture::outcome::EscapeKind;
use posture::{Dimension, Severity};
use serde::{Deserialize, Serialize};

use crate::Scope;
use crate::grades::GradeCounts;
use crate::host::HostRow;
use crate::workload::{SeverityCounts, WorkloadRow};

/// The fleet, or the part of it that the scope selects, at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Overview {
    pub scope: Scope,
    pub as_of: DateTime<Utc>,
    pub summary: FleetSummary,
    /// Since the moment `since`: by what happened.
    pub since: DateTime<Utc>,
    pub changes: Changes,
    pub dimensions: Vec<DimensionSummary>,
    pub worst: Vec<WorkloadRow>,
    pub escape_paths: Vec<EscapeSummary>,
    /// Stale, failing, partial or clashing.
    pub hosts_needing_attention: Vec<HostRow>,
}

/// What stands beside every index: a mean alone hides the worst.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FleetSummary {
    /// Mean score of the workloads that count; `None` if there is none.
    pub index: Option<f64>,
    pub workloads: i64,
    pub grades: GradeCounts,
    /// Workloads of any grade with a check that could be high or critical and is unknown.
    pub incomplete: i64,
    /// Open findings of workloads.
    pub counts: SeverityCounts,
    /// Findings in the work queue: of workloads and of hosts, not accepted, not resolved. `None`: of a past moment it
    /// is not known.
    pub to_do: Option<i64>,
    pub hosts: i64,
    pub hosts_stale: i64,
    pub last_scan_at: Option<DateTime<Utc>>,
}

/// Findings that opened, came back or were resolved, by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Changes {
    pub opened: SeverityCounts,
    pub reopened: SeverityCounts,
    pub resolved: SeverityCounts,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DimensionSummary {
    pub dimension: Dimension,
    /// Mean over the workloads that count.
    pub mean: f64,
    /// The rule that costs the fleet most here.
    pub costliest: Option<CostlyRule>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CostlyRule {
    pub rule: String,
    pub title: String,
    pub severity: Severity,
    /// That have an open finding of it.
    pub workloads: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EscapeSummary {
    pub kind: EscapeKind,
    pub workloads: i64,
}
