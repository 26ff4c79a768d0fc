use chrono::{DateTime, Utc};
use fleet::host::{HostDetail, HostRow, NewHost};
use fleet::{Actor, Endpoint, HostId};
use uuid::Uuid;

use crate::{Result, Store};

/// A host whose turn it is to be scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueHost {
    pub id: HostId,
    pub name: String,
    pub endpoint: Endpoint,
}

impl Store {
    /// By name.
    pub async fn list_hosts(&self, actor: &Actor, now: DateTime<Utc>) -> Result<Vec<HostRow>> {
        let _ = (actor, now);
        todo!()
    }

    pub async fn host(&self, actor: &Actor, id: HostId, now: DateTime<Utc>) -> Result<Option<HostDetail>> {
        let _ = (actor, id, now);
        todo!()
    }

    /// Registers a host; it is due at once.
    ///
    /// # Errors
    /// `Invalid` for fields out of range, a name or an endpoint that is taken.
    pub async fn add_host(&self, actor: &Actor, host: &NewHost, now: DateTime<Utc>) -> Result<HostId> {
        let _ = (actor, host, now);
        todo!()
    }

    /// Ends a host: its workloads are gone, its findings resolved; its past stays.
    pub async fn remove_host(&self, actor: &Actor, id: HostId, now: DateTime<Utc>) -> Result<()> {
        let _ = (actor, id, now);
        todo!()
    }

    /// Takes up to `limit` due hosts for `lease_s` seconds; no other replica gets them meanwhile.
    pub async fn take_due_hosts(
        &self,
        now: DateTime<Utc>,
        limit: u32,
        holder: Uuid,
        lease_s: i64,
    ) -> Result<Vec<DueHost>> {
        let _ = (now, limit, holder, lease_s);
        todo!()
    }

    /// Where a host that was asked for by request is; `None` if it was removed.
    pub async fn due_host(&self, id: HostId) -> Result<Option<DueHost>> {
        let _ = id;
        todo!()
    }
}
