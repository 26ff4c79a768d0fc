use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::change::{Change, ChangeFilter};
use fleet::webhook::MessageKind;
use fleet::{Actor, DeliveryId, Page, Problem, WebhookId};
use serde_json::json;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::settings::begin_now;
use crate::change::{self, Place};
use crate::id::{moment, new_id};
use crate::record::column;
use crate::{Result, Store, StoreError, audit};

/// Parts of the feed in one go, for one webhook.
const PARTS: usize = 20;

/// What one round of queueing did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueReport {
    pub queued: u64,
    /// Some webhook has more to come.
    pub more: bool,
}

impl Store {
    /// Makes messages of what has happened since the last time. `address`: where people reach the dashboard.
    pub async fn queue_deliveries(&self, address: &str, now: DateTime<Utc>) -> Result<QueueReport> {
        let now = moment(now);
        let webhooks =
            sqlx::query_scalar!("select id from webhooks where enabled").fetch_all(&self.pool).await?;
        let mut report = QueueReport::default();
        for id in webhooks {
            let mut more = true;
            for _ in 0..PARTS {
                let (queued, is_more) = self.queue_part(WebhookId(id), address, now).await?;
                report.queued += queued;
                more = is_more;
                if !more {
                    break;
                }
            }
            report.more |= more;
        }
        Ok(report)
    }

    /// How many messages, and whether there is more. Nothing while another replica does the same.
    async fn queue_part(&self, id: WebhookId, address: &str, now: DateTime<Utc>) -> Result<(u64, bool)> {
        let mut transaction = self.pool.begin().await?;
        let Some((place, filter)) = take_turn(&mut transaction, id).await? else { return Ok((0, false)) };
        let part = match change::read(&mut transaction, place, &filter, Page::MAX_LIMIT, address).await {
            Ok(part) => part,
            Err(StoreError::Problem(Problem::CursorExpired { .. } | Problem::Invalid { .. })) => {
                tracing::error!(webhook = %id, "changes were dropped before they became messages; they are skipped");
                begin_now(&mut transaction, id).await?;
                transaction.commit().await?;
                return Ok((0, false));
            }
            Err(fault) => return Err(fault),
        };
        if part.next == place {
            // At once: a transaction that is dropped keeps its locks for a while.
            transaction.rollback().await?;
            return Ok((0, false));
        }
        insert(&mut transaction, id, &part.changes, now).await?;
        advance(&mut transaction, id, part.next).await?;
        transaction.commit().await?;
        Ok((part.changes.len() as u64, part.more))
    }

    /// Queues a message that says it is a test.
    pub async fn test_webhook(&self, actor: &Actor, id: WebhookId, now: DateTime<Utc>) -> Result<DeliveryId> {
        actor.require(Permission::ManageWebhooks)?;
        self.require_real("webhooks").await?;
        let now = moment(now);
        let delivery = new_id(now);
        let payload = json!({ "type": MessageKind::TEST, "timestamp": now, "data": { "by": actor.name() } });
        let mut transaction = self.pool.begin().await?;
        let webhook = sqlx::query_scalar!("select enabled from webhooks where id = $1 for share", id.0)
            .fetch_optional(&mut *transaction)
            .await?;
        if !webhook.ok_or(Problem::NotFound)? {
            return Err(
                Problem::Conflict { detail: "the webhook is turned off; turn it on first".into() }.into()
            );
        }
        sqlx::query!(
            "insert into deliveries (id, webhook_id, message_id, kind, payload, state, queued_at, began_at, next_at)
             values ($1, $2, $3, $4, $5, 'waiting', $6, $6, $6)",
            delivery,
            id.0,
            format!("test_{delivery}"),
            MessageKind::TEST.as_str(),
            payload.to_string(),
            now
        )
        .execute(&mut *transaction)
        .await?;
        audit::record(&mut transaction, actor, "webhook.test", id, json!({}), now).await?;
        transaction.commit().await?;
        Ok(DeliveryId(delivery))
    }
}

/// The webhook's place and filter, locked until the end of the transaction; `None`: it is off, gone or somebody's.
async fn take_turn(connection: &mut PgConnection, id: WebhookId) -> Result<Option<(Place, ChangeFilter)>> {
    let row = sqlx::query!(
        r#"select filter as "filter: Json<ChangeFilter>", queued_event, queued_at, queued_taken
           from webhooks where id = $1 and enabled for update skip locked"#,
        id.0
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| {
        let taken = row.queued_taken.map(i32::cast_unsigned);
        (Place { event: row.queued_event, at: row.queued_at, taken }, row.filter.0)
    }))
}

async fn insert(
    connection: &mut PgConnection,
    webhook: WebhookId,
    changes: &[Change],
    now: DateTime<Utc>,
) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = changes.iter().map(|_| new_id(now)).collect();
    let payloads = changes.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>()?;
    sqlx::query!(
        "insert into deliveries (webhook_id, state, queued_at, began_at, next_at, id, message_id, kind, payload)
         select $1, 'waiting', $2, $2, $2, id, message_id, kind, payload
         from unnest($3::uuid[], $4::text[], $5::text[], $6::text[]) with ordinality
             as new (id, message_id, kind, payload, place)
         order by place
         on conflict (webhook_id, message_id) do nothing",
        webhook.0,
        now,
        &ids,
        &column(changes, |change| format!("change_{}", change.id)),
        &column(changes, |change| change.kind.as_str()) as _,
        &payloads
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn advance(connection: &mut PgConnection, webhook: WebhookId, to: Place) -> Result<()> {
    sqlx::query!(
        "update webhooks set queued_event = $2, queued_at = $3, queued_taken = $4 where id = $1",
        webhook.0,
        to.event,
        to.at,
        to.taken.map(u32::cast_signed)
    )
    .execute(connection)
    .await?;
    Ok(())
}
