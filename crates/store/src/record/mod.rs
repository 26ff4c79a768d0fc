use chrono::{DateTime, Utc};
use fleet::HostId;
use fleet::scan::{Scan, ScanError, ScanRecorded};

use crate::{Result, Store};

/// What one round of reassessing did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReassessReport {
    pub assessed: u32,
    pub changed: u32,
}

impl Store {
    /// An attempt began; the host shows when it was last tried.
    pub async fn scan_began(&self, host: HostId, now: DateTime<Utc>) -> Result<()> {
        let _ = (host, now);
        todo!()
    }

    /// Records what a scan saw: facts, postures, findings and their events, in one transaction.
    ///
    /// # Errors
    /// `NotFound` when the host was removed meanwhile.
    pub async fn record_scan(&self, host: HostId, scan: &Scan, now: DateTime<Utc>) -> Result<ScanRecorded> {
        let _ = (host, scan, now);
        todo!()
    }

    /// Records that a scan failed as a whole. Resolves nothing.
    pub async fn record_scan_failure(
        &self,
        host: HostId,
        error: &ScanError,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let _ = (host, error, now);
        todo!()
    }

    /// Evaluates up to `limit` workloads again that time, policy or rules have overtaken.
    pub async fn reassess_due(&self, now: DateTime<Utc>, limit: u32) -> Result<ReassessReport> {
        let _ = (now, limit);
        todo!()
    }
}
