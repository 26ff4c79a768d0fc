use chrono::{DateTime, Utc};
use fleet::finding::{Decision, FindingDetail, FindingFilter, FindingRow};
use fleet::{Actor, FindingId, Page, Paged};

use crate::{Result, Store};

impl Store {
    /// Worst first, then by gain, then oldest.
    pub async fn list_findings(
        &self,
        actor: &Actor,
        filter: &FindingFilter,
        page: &Page,
        now: DateTime<Utc>,
    ) -> Result<Paged<FindingRow>> {
        let _ = (actor, filter, page, now);
        todo!()
    }

    pub async fn finding(
        &self,
        actor: &Actor,
        id: FindingId,
        now: DateTime<Utc>,
    ) -> Result<Option<FindingDetail>> {
        let _ = (actor, id, now);
        todo!()
    }

    /// Decides about a finding and scores its target again.
    ///
    /// # Errors
    /// `Conflict` when `revision` is not the current one or the state does not allow the decision; `Invalid` for
    /// a reason or a moment out of range; `NotFound`.
    pub async fn decide(
        &self,
        actor: &Actor,
        id: FindingId,
        revision: Option<i64>,
        decision: &Decision,
        now: DateTime<Utc>,
    ) -> Result<FindingRow> {
        let _ = (actor, id, revision, decision, now);
        todo!()
    }

    /// Ends up to `limit` acceptances whose time has come and scores their targets again; gives how many.
    pub async fn expire_acceptances(&self, now: DateTime<Utc>, limit: u32) -> Result<u32> {
        let _ = (now, limit);
        todo!()
    }
}
