//! When a host counts as stale: its last scan failed, or none has read it for longer than three intervals.

use chrono::{DateTime, TimeDelta, Utc};
use fleet::host::HostState;
use sqlx::{Postgres, QueryBuilder};

use crate::scope::Selection;
use crate::{Result, Store};

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

/// How a host stands whose last scan failed, or missed something; `seen_at`: when one last read it.
pub(crate) fn state(
    failed: bool,
    partial: bool,
    seen_at: Option<DateTime<Utc>>,
    scan_interval_s: i64,
    now: DateTime<Utc>,
) -> HostState {
    match seen_at {
        _ if failed => HostState::Failed,
        None => HostState::New,
        Some(seen_at) if is_overdue(seen_at, scan_interval_s, now) => HostState::Stale,
        Some(_) if partial => HostState::Partial,
        Some(_) => HostState::Fresh,
    }
}

/// Hosts, how many of them were stale, and when one was last read.
#[derive(Debug)]
pub(crate) struct HostCounts {
    pub all: i64,
    pub stale: i64,
    pub last_scan_at: Option<DateTime<Utc>>,
}

impl Store {
    pub(crate) async fn count_hosts(&self, selection: &Selection, now: DateTime<Utc>) -> Result<HostCounts> {
        let counts = sqlx::query_as!(
            HostCounts,
            r#"select count(*) as "all!", max(seen_at) as last_scan_at,
                   count(*) filter (where failure is not null
                       or seen_at < $2::timestamptz - 3 * scan_interval_s * interval '1 second') as "stale!"
               from hosts where removed_at is null and ($1::uuid[] is null or id = any($1))"#,
            selection.present_hosts(),
            now
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(counts)
    }

    pub(crate) async fn count_hosts_as_of(
        &self,
        selection: &Selection,
        at: DateTime<Utc>,
    ) -> Result<HostCounts> {
        let counts = sqlx::query_as!(
            HostCounts,
            r#"select count(*) as "all!", max(last_seen) as last_scan_at,
                   count(*) filter (where last_failed
                       or last_seen < $2::timestamptz - 3 * scan_interval_s * interval '1 second') as "stale!"
               from (
                   select scan_interval_s,
                       (select least(last_at, $2) from scan_runs
                        where host_id = hosts.id and first_at <= $2 and outcome <> 'failed'
                        order by first_at desc limit 1) as last_seen,
                       (select outcome = 'failed' from scan_runs
                        where host_id = hosts.id and first_at <= $2
                        order by first_at desc limit 1) as last_failed
                   from hosts
                   where added_at <= $2 and (removed_at is null or removed_at > $2)
                       and ($1::uuid[] is null or id = any($1))
               ) as host"#,
            selection.present_hosts(),
            at
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(counts)
    }
}
