use chrono::{DateTime, Utc};

use crate::{Result, Store};

/// What one round of reassessing did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReassessReport {
    pub assessed: u32,
    pub changed: u32,
}

impl Store {
    /// Evaluates up to `limit` workloads again that time, policy or rules have overtaken.
    pub async fn reassess_due(&self, now: DateTime<Utc>, limit: u32) -> Result<ReassessReport> {
        let _ = (now, limit);
        todo!()
    }
}
