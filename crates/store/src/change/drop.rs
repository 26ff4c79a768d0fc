use chrono::{DateTime, Utc};

use crate::{Result, Store};

impl Store {
    /// Drops up to `limit` events from the beginning of the feed, as long as they happened before `before`; gives how
    /// many. Who reads from further back is told to resynchronise.
    pub async fn drop_changes(&self, before: DateTime<Utc>, limit: u32) -> Result<u64> {
        let mut transaction = self.pool.begin().await?;
        let from = sqlx::query_scalar!("select dropped_to from change_feed for update")
            .fetch_one(&mut *transaction)
            .await?;
        let to = sqlx::query_scalar!(
            r#"select max(id) from (
                   select id from finding_events
                   where id > $1
                       and id < coalesce((select min(id) from finding_events where at >= $2), 9223372036854775807)
                   order by id limit $3
               ) as old"#,
            from,
            before,
            i64::from(limit)
        )
        .fetch_one(&mut *transaction)
        .await?;
        let Some(to) = to else { return Ok(0) };
        let dropped =
            sqlx::query!("delete from finding_events where id <= $1", to).execute(&mut *transaction).await?;
        sqlx::query!("update change_feed set dropped_to = $1", to).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(dropped.rows_affected())
    }
}
