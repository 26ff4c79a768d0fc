use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What one run of a background job did; stored and shown to the operator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobRun {
    pub job: String,
    pub started_at: DateTime<Utc>,
    pub finished_at: DateTime<Utc>,
    /// Counts and cutoffs, by the job's own names.
    pub report: std::collections::BTreeMap<String, i64>,
    /// In words safe to show.
    pub failure: Option<String>,
}
