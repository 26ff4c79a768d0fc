use chrono::{DateTime, TimeDelta, Utc};
use fleet::webhook::{DeliveryFailure, DeliveryState, Signing, next_attempt};
use fleet::{DeliveryId, WebhookId};
use uuid::Uuid;

use super::settings::turn_off;
use crate::content::document;
use crate::id::moment;
use crate::{Result, Store};

/// Of one webhook at the same time, by all replicas together: one is enough to find out whether a failing receiver is
/// back. Two replicas that look at the same moment may each take as many.
const AT_ONCE: i64 = 8;
const AT_ONCE_WHEN_FAILING: i64 = 1;

/// A message that this process sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueDelivery {
    pub id: DeliveryId,
    pub webhook: WebhookId,
    pub url: String,
    pub signing: Signing,
    /// The header `webhook-id`.
    pub message_id: String,
    /// The body, byte by byte.
    pub payload: String,
}

impl Store {
    /// Takes up to about `limit` messages whose turn it is, for `lease_s` seconds: a few of each webhook, so that a slow
    /// receiver holds up nobody else. What a killed process had taken is taken again when its lease is over.
    pub async fn take_deliveries(
        &self,
        now: DateTime<Utc>,
        limit: u32,
        holder: Uuid,
        lease_s: i64,
    ) -> Result<Vec<DueDelivery>> {
        let webhooks = sqlx::query!(
            r#"select id, failing_since is not null as "failing!", (
                   select count(*) from deliveries
                   where webhook_id = webhooks.id and state = 'waiting' and leased_until > $1) as "taken!"
               from webhooks
               where enabled and exists (
                   select from deliveries
                   where webhook_id = webhooks.id and state = 'waiting' and next_at <= $1
                       and (leased_until is null or leased_until <= $1))
               order by random()"#,
            now
        )
        .fetch_all(&self.pool)
        .await?;
        let mut taken = Vec::new();
        for webhook in webhooks {
            let free = i64::from(limit) - i64::try_from(taken.len()).unwrap_or(i64::MAX);
            if free <= 0 {
                break;
            }
            let at_once = if webhook.failing { AT_ONCE_WHEN_FAILING } else { AT_ONCE };
            let most = free.min(at_once - webhook.taken);
            if most > 0 {
                taken.extend(self.take_of(WebhookId(webhook.id), now, most, holder, lease_s).await?);
            }
        }
        Ok(taken)
    }

    async fn take_of(
        &self,
        webhook: WebhookId,
        now: DateTime<Utc>,
        most: i64,
        holder: Uuid,
        lease_s: i64,
    ) -> Result<Vec<DueDelivery>> {
        let rows = sqlx::query!(
            "with due as (
                 select id, place from deliveries
                 where webhook_id = $1 and state = 'waiting' and next_at <= $2
                     and (leased_until is null or leased_until <= $2)
                 order by next_at, place limit $3
                 for update skip locked)
             update deliveries d set leased_by = $4, leased_until = $5
             from due, webhooks w
             where d.id = due.id and w.id = d.webhook_id
             returning d.id, d.place, message_id, payload, url, secret_version, secret_renewed_at",
            webhook.0,
            now,
            most,
            holder,
            now + TimeDelta::seconds(lease_s)
        )
        .fetch_all(&self.pool)
        .await?;
        let mut rows = rows;
        rows.sort_by_key(|row| row.place);
        let taken = rows.into_iter().map(|row| DueDelivery {
            id: DeliveryId(row.id),
            webhook,
            url: row.url,
            signing: Signing { version: row.secret_version, renewed_at: row.secret_renewed_at },
            message_id: row.message_id,
            payload: row.payload,
        });
        Ok(taken.collect())
    }

    /// The receiver has it. False: the lease was lost, and somebody else may have sent it too.
    pub async fn delivered(&self, id: DeliveryId, holder: Uuid, now: DateTime<Utc>) -> Result<bool> {
        let now = moment(now);
        let mut transaction = self.pool.begin().await?;
        let webhook = sqlx::query_scalar!(
            "update deliveries set state = 'delivered', attempts = attempts + 1, tried_at = $3, failure = null,
                 leased_by = null, leased_until = null
             where id = $1 and leased_by = $2 and state = 'waiting'
             returning webhook_id",
            id.0,
            holder,
            now
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(webhook) = webhook else { return Ok(false) };
        sqlx::query!(
            "update webhooks set failing_since = null where id = $1 and failing_since is not null",
            webhook
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// The attempt at `url` failed: it is tried again later, or given up after a day. A receiver that is gone turns its webhook
    /// off. `None`: the lease was lost.
    pub async fn delivery_failed(
        &self,
        id: DeliveryId,
        holder: Uuid,
        url: &str,
        failure: &DeliveryFailure,
        now: DateTime<Utc>,
    ) -> Result<Option<DeliveryState>> {
        let now = moment(now);
        let mut transaction = self.pool.begin().await?;
        let row = sqlx::query!(
            "select webhook_id, attempts, began_at from deliveries
             where id = $1 and leased_by = $2 and state = 'waiting' for update",
            id.0,
            holder
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let next = next_attempt(row.attempts.cast_unsigned() + 1, row.began_at, now, failure);
        let state = if next.is_some() { DeliveryState::Waiting } else { DeliveryState::Dead };
        sqlx::query!(
            "update deliveries set state = $2, attempts = attempts + 1, tried_at = $3, failure = $4,
                 next_at = coalesce($5, next_at), leased_by = null, leased_until = null
             where id = $1",
            id.0,
            state.as_str(),
            now,
            document(failure)?,
            next
        )
        .execute(&mut *transaction)
        .await?;
        sqlx::query!(
            "update webhooks set failing_since = $2 where id = $1 and failing_since is null",
            row.webhook_id,
            now
        )
        .execute(&mut *transaction)
        .await?;
        if failure.is_gone() {
            turn_off(&mut transaction, WebhookId(row.webhook_id), url, now).await?;
        }
        transaction.commit().await?;
        Ok(Some(state))
    }
}
