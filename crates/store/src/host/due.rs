use chrono::{DateTime, TimeDelta, Utc};
use fleet::{Endpoint, HostId};
use uuid::Uuid;

use crate::{Result, Store, word};

/// A failing host is tried again after its interval, then twice that and so on, up to an hour or 12 intervals,
/// whichever is less.
const LONGEST_PAUSE_S: i64 = 3_600;
const LONGEST_PAUSE_INTERVALS: i64 = 12;

/// A host whose turn it is to be scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueHost {
    pub id: HostId,
    pub name: String,
    pub endpoint: Endpoint,
    /// The last attempt failed.
    pub failing: bool,
}

/// What came of asking for one host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostTurn {
    Taken(DueHost),
    /// It is being scanned, or a newer Plimsoll has judged it.
    Busy,
    /// Removed, or never there.
    Gone,
}

impl Store {
    /// Takes up to `limit` due hosts whose last attempt did not fail, for `lease_s` seconds; nobody else gets them
    /// meanwhile.
    pub async fn take_due_hosts(
        &self,
        now: DateTime<Utc>,
        limit: u32,
        holder: Uuid,
        lease_s: i64,
    ) -> Result<Vec<DueHost>> {
        self.take(now, false, limit, holder, lease_s).await
    }

    /// As [`Self::take_due_hosts`], those whose last attempt failed.
    pub async fn take_failing_hosts(
        &self,
        now: DateTime<Utc>,
        limit: u32,
        holder: Uuid,
        lease_s: i64,
    ) -> Result<Vec<DueHost>> {
        self.take(now, true, limit, holder, lease_s).await
    }

    async fn take(
        &self,
        now: DateTime<Utc>,
        failing: bool,
        limit: u32,
        holder: Uuid,
        lease_s: i64,
    ) -> Result<Vec<DueHost>> {
        let rows = sqlx::query!(
            "update hosts set leased_by = $3, leased_until = $4
             where id in (
                 select id from hosts
                 where removed_at is null and next_scan_at <= $1 and (leased_until is null or leased_until <= $1)
                     and (failure is not null) = $5 and coalesce(rules_revision, 0) <= $6
                 order by next_scan_at limit $2
                 for no key update skip locked)
             returning id, name, endpoint",
            now,
            i64::from(limit),
            holder,
            now + TimeDelta::seconds(lease_s),
            failing,
            posture::rules::REVISION.cast_signed()
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(|row| due(row.id, row.name, &row.endpoint, failing)).collect()
    }

    /// Takes one host for `lease_s` seconds, whether or not it is due.
    pub async fn take_host(
        &self,
        id: HostId,
        now: DateTime<Utc>,
        holder: Uuid,
        lease_s: i64,
    ) -> Result<HostTurn> {
        let row = sqlx::query!(
            r#"update hosts set leased_by = $3, leased_until = $4
               where id = $1 and removed_at is null and (leased_until is null or leased_until <= $2)
                   and coalesce(rules_revision, 0) <= $5
               returning name, endpoint, failure is not null as "failing!""#,
            id.0,
            now,
            holder,
            now + TimeDelta::seconds(lease_s),
            posture::rules::REVISION.cast_signed()
        )
        .fetch_optional(&self.pool)
        .await?;
        if let Some(row) = row {
            return Ok(HostTurn::Taken(due(id.0, row.name, &row.endpoint, row.failing)?));
        }
        let is_there = sqlx::query_scalar!(
            r#"select exists(select from hosts where id = $1 and removed_at is null) as "there!""#,
            id.0
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(if is_there { HostTurn::Busy } else { HostTurn::Gone })
    }

    /// Extends the lease of a host to `lease_s` seconds from `now`; false: it was lost.
    pub async fn renew_host(
        &self,
        id: HostId,
        now: DateTime<Utc>,
        holder: Uuid,
        lease_s: i64,
    ) -> Result<bool> {
        let renewed = sqlx::query!(
            "update hosts set leased_until = $3 where id = $1 and leased_by = $2 and removed_at is null",
            id.0,
            holder,
            now + TimeDelta::seconds(lease_s)
        )
        .execute(&self.pool)
        .await?;
        Ok(renewed.rows_affected() > 0)
    }

    /// Puts off the next attempt at a host that has just failed, the longer the more often in a row.
    pub async fn back_off(&self, host: &DueHost, now: DateTime<Utc>) -> Result<()> {
        sqlx::query!(
            "with streak as (
                 select id, case when $3 then failures + 1 else 1 end as failures,
                     greatest(scan_interval_s, least($4, $5 * scan_interval_s)) as longest_s
                 from hosts where id = $1)
             update hosts set failures = streak.failures,
                 next_scan_at = $2::timestamptz + make_interval(
                     secs => least(longest_s, scan_interval_s * power(2, least(streak.failures - 1, 16))))
             from streak where hosts.id = streak.id",
            host.id.0,
            now,
            host.failing,
            LONGEST_PAUSE_S,
            LONGEST_PAUSE_INTERVALS
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}

fn due(id: Uuid, name: String, endpoint: &str, failing: bool) -> Result<DueHost> {
    Ok(DueHost { id: HostId(id), name, endpoint: word::word("endpoint", endpoint)?, failing })
}
