//! What grows with time is kept for a while: scan runs, requests, audit entries, events, days of trends. Postures
//! are not touched: the past of a workload is kept whole.

use chrono::{DateTime, TimeDelta, Utc};
use fleet::trend::TrendSpan;

use crate::{Result, Store};

/// Rows that one transaction deletes at most, so that nobody waits for it.
const BATCH: u32 = 5_000;

/// How long what is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Scan runs: when a host was read, and when not.
    pub scans: TimeDelta,
    /// Events of findings, audit entries, days of trends; of these at least a year is kept.
    pub history: TimeDelta,
    /// Scans and connection tests that were asked for and are over.
    pub requests: TimeDelta,
}

impl Default for Retention {
    fn default() -> Self {
        Self { scans: TimeDelta::days(90), history: TimeDelta::days(400), requests: TimeDelta::days(7) }
    }
}

/// Rows deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    pub scan_runs: u64,
    pub requests: u64,
    pub audit_entries: u64,
    pub events: u64,
    pub days: u64,
}

/// A table of which rows are deleted in batches.
#[derive(Clone, Copy, Debug)]
enum Kept {
    ScanRuns,
    Requests,
    AuditEntries,
    Events,
}

impl Store {
    /// Deletes what is older than it is kept.
    pub async fn forget(&self, retention: &Retention, now: DateTime<Utc>) -> Result<Forgotten> {
        let history = now - retention.history;
        Ok(Forgotten {
            scan_runs: self.forget_all(Kept::ScanRuns, now - retention.scans).await?,
            requests: self.forget_all(Kept::Requests, now - retention.requests).await?,
            audit_entries: self.forget_all(Kept::AuditEntries, history).await?,
            events: self.forget_all(Kept::Events, history).await?,
            // A trend may reach back so far, and a roll-up would write them again.
            days: self.forget_days(history.min(now - TrendSpan::LONGEST)).await?,
        })
    }

    /// Batch after batch, until one is not full.
    async fn forget_all(&self, kept: Kept, before: DateTime<Utc>) -> Result<u64> {
        let mut deleted = 0;
        loop {
            let batch = match kept {
                Kept::ScanRuns => self.forget_scan_runs(before).await?,
                Kept::Requests => self.forget_requests(before).await?,
                Kept::AuditEntries => self.forget_audit_entries(before).await?,
                Kept::Events => self.drop_changes(before, BATCH).await?,
            };
            deleted += batch;
            if batch < u64::from(BATCH) {
                return Ok(deleted);
            }
        }
    }

    /// The run that a host is in stays, however old.
    async fn forget_scan_runs(&self, before: DateTime<Utc>) -> Result<u64> {
        let deleted = sqlx::query!(
            "delete from scan_runs where id in (
                 select run.id from hosts h join scan_runs run on run.host_id = h.id and run.first_at < $1
                 where run.last_at < $1 and run.id is distinct from h.scan_run
                 limit $2)",
            before,
            i64::from(BATCH)
        )
        .execute(&self.pool)
        .await?;
        Ok(deleted.rows_affected())
    }

    async fn forget_requests(&self, before: DateTime<Utc>) -> Result<u64> {
        let deleted = sqlx::query!(
            "delete from requests where id in (select id from requests where over and asked_at < $1 limit $2)",
            before,
            i64::from(BATCH)
        )
        .execute(&self.pool)
        .await?;
        Ok(deleted.rows_affected())
    }

    async fn forget_audit_entries(&self, before: DateTime<Utc>) -> Result<u64> {
        let deleted = sqlx::query!(
            "delete from audit where id in (select id from audit where at < $1 order by at limit $2)",
            before,
            i64::from(BATCH)
        )
        .execute(&self.pool)
        .await?;
        Ok(deleted.rows_affected())
    }

    async fn forget_days(&self, before: DateTime<Utc>) -> Result<u64> {
        let deleted = sqlx::query!(
            "with of_fleet as (delete from fleet_days where day < $1)
             delete from host_days where day < $1",
            before.date_naive()
        )
        .execute(&self.pool)
        .await?;
        Ok(deleted.rows_affected())
    }
}
