use chrono::{DateTime, TimeDelta, Utc};
use fleet::{Endpoint, HostId};
use uuid::Uuid;

use crate::{Result, Store, word};

/// A host whose turn it is to be scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueHost {
    pub id: HostId,
    pub name: String,
    pub endpoint: Endpoint,
}

impl Store {
    /// Takes up to `limit` due hosts for `lease_s` seconds; no other replica gets them meanwhile.
    pub async fn take_due_hosts(
        &self,
        now: DateTime<Utc>,
        limit: u32,
        holder: Uuid,
        lease_s: i64,
    ) -> Result<Vec<DueHost>> {
        let rows = sqlx::query!(
            "update hosts set leased_by = $3, leased_until = $4
             where id in (
                 select id from hosts
                 where removed_at is null and next_scan_at <= $1 and (leased_until is null or leased_until <= $1)
                 order by next_scan_at limit $2
                 for no key update skip locked)
             returning id, name, endpoint",
            now,
            i64::from(limit),
            holder,
            now + TimeDelta::seconds(lease_s)
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(|row| due(row.id, row.name, &row.endpoint)).collect()
    }

    /// Where a host that was asked for by request is; `None` if it was removed.
    pub async fn due_host(&self, id: HostId) -> Result<Option<DueHost>> {
        let row = sqlx::query!("select name, endpoint from hosts where id = $1 and removed_at is null", id.0)
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| due(id.0, row.name, &row.endpoint)).transpose()
    }
}

fn due(id: Uuid, name: String, endpoint: &str) -> Result<DueHost> {
    Ok(DueHost { id: HostId(id), name, endpoint: word::word("endpoint", endpoint)? })
}
