use chrono::{DateTime, TimeDelta, Utc};
use fleet::access::Permission;
use fleet::webhook::{Delivery, DeliveryFailure, DeliveryState};
use fleet::{Actor, DeliveryId, Page, Paged, Problem, WebhookId};
use serde_json::json;
use sqlx::types::Json;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use crate::id::moment;
use crate::{Result, Store, audit, cursor, word};

const DELIVERED_KEPT: TimeDelta = TimeDelta::days(7);
const DEAD_KEPT: TimeDelta = TimeDelta::days(30);

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: Uuid,
    place: i64,
    message_id: String,
    kind: String,
    state: String,
    queued_at: DateTime<Utc>,
    attempts: i32,
    next_at: DateTime<Utc>,
    tried_at: Option<DateTime<Utc>>,
    failure: Option<Json<DeliveryFailure>>,
}

impl TryFrom<Row> for Delivery {
    type Error = crate::StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let state = word::word("state", &row.state)?;
        Ok(Self {
            id: DeliveryId(row.id),
            message_id: row.message_id,
            kind: word::word("kind", &row.kind)?,
            state,
            queued_at: row.queued_at,
            attempts: row.attempts.into(),
            next_attempt_at: (state == DeliveryState::Waiting).then_some(row.next_at),
            last_attempt_at: row.tried_at,
            failure: row.failure.map(|failure| failure.0),
        })
    }
}

impl Store {
    /// Messages of a webhook, newest first.
    ///
    /// # Errors
    /// `NotFound` for a webhook that is not there.
    pub async fn list_deliveries(
        &self,
        actor: &Actor,
        webhook: WebhookId,
        state: Option<DeliveryState>,
        page: &Page,
    ) -> Result<Paged<Delivery>> {
        actor.require(Permission::ManageWebhooks)?;
        let before: Option<i64> = page.after.as_ref().map(cursor::read).transpose()?;
        self.webhook(actor, webhook).await?.ok_or(Problem::NotFound)?;
        let mut count = QueryBuilder::new("select count(*) from (select from deliveries");
        push_filter(&mut count, webhook, state);
        count.push(" limit ").push_bind(Paged::<Delivery>::MOST_COUNTED + 1).push(") as counted");
        let total = count.build_query_scalar().fetch_one(&self.pool).await?;
        let mut query = QueryBuilder::new(
            "select id, place, message_id, kind, state, queued_at, attempts, next_at, tried_at, failure from deliveries",
        );
        push_filter(&mut query, webhook, state);
        if let Some(before) = before {
            query.push(" and place < ").push_bind(before);
        }
        query.push(" order by place desc limit ").push_bind(i64::from(cursor::limit(page)) + 1);
        let mut rows: Vec<Row> = query.build_query_as().fetch_all(&self.pool).await?;
        let next = cursor::end(&mut rows, page, |last| last.place)?;
        let items = rows.into_iter().map(Delivery::try_from).collect::<Result<_>>()?;
        Ok(Paged { items, next, total })
    }

    /// Sends a message again, and for another day if need be; one that waits is tried at once.
    pub async fn redeliver(&self, actor: &Actor, id: DeliveryId, now: DateTime<Utc>) -> Result<Delivery> {
        actor.require(Permission::ManageWebhooks)?;
        self.require_real("webhooks").await?;
        let now = moment(now);
        let mut transaction = self.pool.begin().await?;
        let mut query =
            QueryBuilder::new("update deliveries set state = 'waiting', attempts = 0, began_at = ");
        query.push_bind(now).push(", next_at = ").push_bind(now).push(" where id = ").push_bind(id.0);
        query.push(
            " returning id, place, message_id, kind, state, queued_at, attempts, next_at, tried_at, failure",
        );
        let row: Option<Row> = query.build_query_as().fetch_optional(&mut *transaction).await?;
        let delivery = Delivery::try_from(row.ok_or(Problem::NotFound)?)?;
        audit::record(&mut transaction, actor, "webhook.redeliver", id, json!({}), now).await?;
        transaction.commit().await?;
        Ok(delivery)
    }

    /// Sends all messages of a webhook again that were given up; gives how many.
    pub async fn redeliver_dead(&self, actor: &Actor, webhook: WebhookId, now: DateTime<Utc>) -> Result<u64> {
        actor.require(Permission::ManageWebhooks)?;
        self.require_real("webhooks").await?;
        let now = moment(now);
        let mut transaction = self.pool.begin().await?;
        let again = sqlx::query!(
            "update deliveries set state = 'waiting', attempts = 0, began_at = $2, next_at = $2
             where webhook_id = $1 and state = 'dead'",
            webhook.0,
            now
        )
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        let detail = json!({ "messages": again });
        audit::record(&mut transaction, actor, "webhook.redeliver_dead", webhook, detail, now).await?;
        transaction.commit().await?;
        Ok(again)
    }

    /// Drops up to `limit` messages that were delivered a week ago or given up a month ago; gives how many.
    pub async fn drop_deliveries(&self, now: DateTime<Utc>, limit: u32) -> Result<u64> {
        let dropped = sqlx::query!(
            "delete from deliveries where id in (
                 select id from deliveries
                 where state <> 'waiting' and tried_at < $1 and (state = 'delivered' or tried_at < $2)
                 limit $3)",
            now - DELIVERED_KEPT,
            now - DEAD_KEPT,
            i64::from(limit)
        )
        .execute(&self.pool)
        .await?;
        Ok(dropped.rows_affected())
    }
}

fn push_filter(query: &mut QueryBuilder<Postgres>, webhook: WebhookId, state: Option<DeliveryState>) {
    query.push(" where webhook_id = ").push_bind(webhook.0);
    if let Some(state) = state {
        query.push(" and state = ").push_bind(state.as_str());
    }
}
