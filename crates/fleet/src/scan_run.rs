use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::scan::{Missing, ScanError, ScanOutcome};
use crate::{HostId, Scope};

/// Scans of one host that followed each other and found the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScanRun {
    pub id: Uuid,
    pub host_id: HostId,
    pub host_name: String,
    pub outcome: ScanOutcome,
    pub first_at: DateTime<Utc>,
    pub last_at: DateTime<Utc>,
    /// How many they were.
    pub scans: i64,
    pub containers: i64,
    pub missing: Vec<Missing>,
    /// Why they failed, if they did.
    pub failure: Option<ScanError>,
}

/// Which runs of scans; every field that is set must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScanRunFilter {
    pub scope: Scope,
    /// None: any.
    pub outcomes: Vec<ScanOutcome>,
}
