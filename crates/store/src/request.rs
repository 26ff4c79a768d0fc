use chrono::{DateTime, Utc};
use fleet::request::{Progress, Request};
use fleet::{Actor, Endpoint, HostId, RequestId};
use uuid::Uuid;

use crate::{Result, Store};

impl Store {
    pub async fn request_scan(&self, actor: &Actor, host: HostId, now: DateTime<Utc>) -> Result<RequestId> {
        let _ = (actor, host, now);
        todo!()
    }

    pub async fn request_connection_test(
        &self,
        actor: &Actor,
        endpoint: Endpoint,
        now: DateTime<Utc>,
    ) -> Result<RequestId> {
        let _ = (actor, endpoint, now);
        todo!()
    }

    pub async fn request(&self, actor: &Actor, id: RequestId) -> Result<Option<Request>> {
        let _ = (actor, id);
        todo!()
    }

    /// Takes up to `limit` requests that wait, oldest first, for `lease_s` seconds. One whose holder was killed
    /// is taken again when its lease is over.
    pub async fn take_requests(
        &self,
        now: DateTime<Utc>,
        limit: u32,
        holder: Uuid,
        lease_s: i64,
    ) -> Result<Vec<Request>> {
        let _ = (now, limit, holder, lease_s);
        todo!()
    }

    /// Says how far a request is and tells who listens.
    pub async fn report_progress(&self, id: RequestId, progress: &Progress) -> Result<()> {
        let _ = (id, progress);
        todo!()
    }
}
