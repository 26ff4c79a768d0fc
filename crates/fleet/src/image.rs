use chrono::{DateTime, Utc};
use posture::Grade;
use serde::{Deserialize, Serialize};

use crate::{HostId, Scope, WorkloadId};

/// An image that containers run from now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImageRow {
    /// The engine's id: `sha256:` and 64 hexadecimal digits.
    pub id: String,
    /// What containers call it, by name.
    pub references: Vec<String>,
    pub hosts: i64,
    pub workloads: i64,
    pub containers: i64,
    /// Of the worst workload that runs from it.
    pub worst_grade: Grade,
}

/// An image and what runs from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImageDetail {
    #[serde(flatten)]
    pub row: ImageRow,
    /// When it was made; `None`: not known.
    pub created_at: Option<DateTime<Utc>>,
    /// By host, then name; at most 1,000.
    pub runs: Vec<ImageRun>,
}

/// A workload that runs from an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImageRun {
    pub workload_id: WorkloadId,
    pub workload_name: String,
    pub host_id: HostId,
    pub host_name: String,
    pub containers: i64,
    pub grade: Grade,
}

/// Which images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageFilter {
    /// Words in the reference.
    pub search: Option<String>,
    pub scope: Scope,
}
