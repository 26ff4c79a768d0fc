//! Runs of equal scans, and what a host's row says of its last attempt.

use chrono::{DateTime, TimeDelta, Utc};
use fleet::scan::{Missing, ScanOutcome};
use sqlx::PgConnection;
use uuid::Uuid;

use super::locked::LockedHost;
use crate::Result;
use crate::content::document;
use crate::id::new_id;

/// A scan that found no change: extends the current run, and nothing else is written.
pub(super) async fn extend(
    connection: &mut PgConnection,
    host: &LockedHost,
    began: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "with run as (update scan_runs set last_at = greatest(last_at, $2), scans = scans + 1 where id = $3)
         update hosts set seen_at = greatest(seen_at, $2), tried_at = greatest(tried_at, $2), next_scan_at = $4,
             scanned_from = $5, leased_by = null, leased_until = null
         where id = $1",
        host.id,
        now,
        host.scan_run,
        next_scan(host, now),
        began
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// An attempt that failed as the one before it.
pub(super) async fn repeat(connection: &mut PgConnection, run: Uuid, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "update scan_runs set last_at = greatest(last_at, $2), scans = scans + 1 where id = $1",
        run,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Begins a run.
pub(super) async fn begin(
    connection: &mut PgConnection,
    host: &LockedHost,
    outcome: ScanOutcome,
    containers: usize,
    missing: &[Missing],
    failure: Option<&serde_json::Value>,
    now: DateTime<Utc>,
) -> Result<Uuid> {
    let id = new_id(now);
    sqlx::query!(
        "insert into scan_runs (id, host_id, outcome, first_at, last_at, containers, missing, failure)
         values ($1, $2, $3, $4, $4, $5, $6, $7)",
        id,
        host.id,
        outcome.as_str(),
        now,
        i32::try_from(containers).unwrap_or(i32::MAX),
        document(&missing)?,
        failure
    )
    .execute(connection)
    .await?;
    Ok(id)
}

pub(super) fn next_scan(host: &LockedHost, now: DateTime<Utc>) -> DateTime<Utc> {
    now + TimeDelta::seconds(host.scan_interval_s)
}
