use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use posture::{Grade, Unknown};
use serde::{Deserialize, Serialize};

use crate::finding::FindingRow;
use crate::grades::GradeCounts;
use crate::scan::{Missing, ScanError};
use crate::{Endpoint, HostId, Scope};

/// How a host stands with us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum HostState {
    /// Never scanned.
    New,
    Fresh,
    /// The last scan missed something.
    Partial,
    /// No complete or partial scan for longer than three intervals.
    Stale,
    /// The last scan failed.
    Failed,
}

impl HostState {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Fresh => "fresh",
            Self::Partial => "partial",
            Self::Stale => "stale",
            Self::Failed => "failed",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HostRow {
    pub id: HostId,
    pub name: String,
    pub endpoint: Endpoint,
    pub labels: BTreeMap<String, String>,
    pub state: HostState,
    /// `Docker 27.3 on Debian 12`; empty before the first scan.
    pub engine: String,
    /// Last scan that read it, complete or partial.
    pub seen_at: Option<DateTime<Utc>>,
    /// Last attempt.
    pub tried_at: Option<DateTime<Utc>>,
    /// Why the last scan failed, if it did.
    pub failure: Option<ScanError>,
    pub missing: Vec<Missing>,
    /// Another record reports the same engine id, or this one's id changed.
    pub clash: Option<String>,
    pub score: Option<f64>,
    pub grade: Option<Grade>,
    /// False: the grade is shown as `A?`.
    pub complete: bool,
    pub containers: i64,
    /// Of its workloads that count.
    pub grades: GradeCounts,
    /// Mean score of its workloads that count.
    pub index: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HostDetail {
    #[serde(flatten)]
    pub row: HostRow,
    pub findings: Vec<FindingRow>,
    pub unknown: Vec<Unknown>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub facts: Option<posture::facts::Host>,
    /// Seconds.
    pub scan_interval_s: i64,
    pub added_at: DateTime<Utc>,
}

/// Which hosts; every field that is set must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostFilter {
    pub scope: Scope,
    /// None: in any.
    pub states: Vec<HostState>,
}

/// What an administrator gives to register a host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewHost {
    /// 1 to 100 characters; unique.
    pub name: String,
    pub endpoint: Endpoint,
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// Seconds, 10 to 86,400; 300 where it is left out.
    #[serde(default = "NewHost::default_scan_interval_s")]
    #[cfg_attr(feature = "openapi", schema(minimum = 10, maximum = 86_400))]
    pub scan_interval_s: i64,
}

impl NewHost {
    pub const DEFAULT_SCAN_INTERVAL_S: i64 = 300;

    const fn default_scan_interval_s() -> i64 {
        Self::DEFAULT_SCAN_INTERVAL_S
    }
}

/// What is to become different about a host; what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct HostChange {
    /// 1 to 100 characters; unique.
    pub name: Option<String>,
    pub endpoint: Option<Endpoint>,
    /// All of them: labels that are not named are gone.
    pub labels: Option<BTreeMap<String, String>>,
    /// Seconds, 10 to 86,400.
    #[cfg_attr(feature = "openapi", schema(minimum = 10, maximum = 86_400))]
    pub scan_interval_s: Option<i64>,
}
