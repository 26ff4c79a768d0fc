use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Period;
use crate::{ReportId, Scope};

/// What stands in the archive of one report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportRow {
    pub id: ReportId,
    pub period: Period,
    pub scope: Scope,
    pub as_of: DateTime<Utc>,
    pub made_at: DateTime<Utc>,
    /// A person's name, `token:…`, or the schedule.
    pub made_by: String,
    /// BLAKE3 of what is archived, as 64 hexadecimal digits.
    pub hash: String,
    pub index: Option<f64>,
    pub workloads: i64,
}
