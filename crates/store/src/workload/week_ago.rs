use chrono::{DateTime, TimeDelta, Utc};

use crate::{Result, Store};

const WEEK: TimeDelta = TimeDelta::days(7);

impl Store {
    /// Brings each workload's score of a week ago up to date; gives how many changed.
    pub(crate) async fn refresh_week_ago(&self, now: DateTime<Utc>) -> Result<u64> {
        let refreshed = sqlx::query!(
            "update workloads set score_week_ago = past.score
             from workloads w left join postures past on past.workload_id = w.id and past.valid_from <= $1
                 and (past.valid_to is null or past.valid_to > $1)
             where workloads.id = w.id and w.gone_at is null and w.score_week_ago is distinct from past.score",
            now - WEEK
        )
        .execute(&self.pool)
        .await?;
        Ok(refreshed.rows_affected())
    }
}
