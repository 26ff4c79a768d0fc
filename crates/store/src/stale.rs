//! When a host counts as stale: its last scan failed, or none has read it for longer than three intervals.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{Postgres, QueryBuilder};

const INTERVALS: i64 = 3;

/// The condition on the row `h` of hosts.
pub(crate) fn push_condition(query: &mut QueryBuilder<Postgres>, now: DateTime<Utc>) {
    query.push("(h.failure is not null or h.seen_at < ").push_bind(now);
    query.push(" - 3 * h.scan_interval_s * interval '1 second')");
}

/// Whether a scan is overdue that should have come within `scan_interval_s` seconds after `seen_at`.
pub(crate) fn is_overdue(seen_at: DateTime<Utc>, scan_interval_s: i64, now: DateTime<Utc>) -> bool {
    seen_at < now - TimeDelta::seconds(INTERVALS * scan_interval_s)
}
