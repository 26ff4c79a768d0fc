use chrono::{DateTime, Utc};
use fleet::workload::{
    Direction, GradeCounts, WorkloadDetail, WorkloadFilter, WorkloadHistory, WorkloadRow, WorkloadSort,
};
use fleet::{Actor, Page, Paged, WorkloadId};

use crate::{Result, Store};

impl Store {
    pub async fn list_workloads(
        &self,
        actor: &Actor,
        filter: &WorkloadFilter,
        sort: WorkloadSort,
        direction: Direction,
        page: &Page,
        now: DateTime<Utc>,
    ) -> Result<Paged<WorkloadRow>> {
        let _ = (actor, filter, sort, direction, page, now);
        todo!()
    }

    /// How many workloads of the filter, its grades aside, have each grade.
    pub async fn count_grades(&self, actor: &Actor, filter: &WorkloadFilter) -> Result<GradeCounts> {
        let _ = (actor, filter);
        todo!()
    }

    pub async fn workload(
        &self,
        actor: &Actor,
        id: WorkloadId,
        now: DateTime<Utc>,
    ) -> Result<Option<WorkloadDetail>> {
        let _ = (actor, id, now);
        todo!()
    }

    /// What was known of the workload at a past moment; `None`: nothing.
    pub async fn workload_as_of(
        &self,
        actor: &Actor,
        id: WorkloadId,
        at: DateTime<Utc>,
    ) -> Result<Option<WorkloadDetail>> {
        let _ = (actor, id, at);
        todo!()
    }

    /// The intervals that touch [from, now], oldest first.
    pub async fn workload_history(
        &self,
        actor: &Actor,
        id: WorkloadId,
        from: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Option<WorkloadHistory>> {
        let _ = (actor, id, from, now);
        todo!()
    }
}
