use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::webhook::{Webhook, WebhookSettings};
use fleet::{Actor, Problem, WebhookId};
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::row::read;
use crate::change::Place;
use crate::content::{document, storable_text};
use crate::id::{moment, new_id};
use crate::{Result, Store, audit};

impl Store {
    /// All webhooks, oldest first.
    pub async fn list_webhooks(&self, actor: &Actor) -> Result<Vec<Webhook>> {
        actor.require(Permission::ManageWebhooks)?;
        read(&self.pool, None).await
    }

    pub async fn webhook(&self, actor: &Actor, id: WebhookId) -> Result<Option<Webhook>> {
        actor.require(Permission::ManageWebhooks)?;
        Ok(read(&self.pool, Some(id)).await?.pop())
    }

    /// Makes a webhook that is told of what happens from now on.
    ///
    /// # Errors
    /// `Invalid` naming each wrong field; `Conflict` in a demo.
    pub async fn create_webhook(
        &self,
        actor: &Actor,
        settings: &WebhookSettings,
        now: DateTime<Utc>,
    ) -> Result<Webhook> {
        actor.require(Permission::ManageWebhooks)?;
        self.require_real("webhooks").await?;
        let (settings, now) = (settings.checked()?, moment(now));
        let mut transaction = self.pool.begin().await?;
        let place = Place::newest(&mut transaction).await?;
        let id = WebhookId(new_id(now));
        sqlx::query!(
            "insert into webhooks (id, name, url, filter, enabled, created_at, created_by, queued_event, queued_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            id.0,
            settings.name,
            settings.url,
            document(&settings.filter)?,
            settings.enabled,
            now,
            storable_text(actor.name()),
            place.event,
            place.at
        )
        .execute(&mut *transaction)
        .await?;
        audit::record(&mut transaction, actor, "webhook.create", id, told(&settings), now).await?;
        let made = one(&mut transaction, id).await?;
        transaction.commit().await?;
        Ok(made)
    }

    /// Replaces the settings. One that is turned on is told of what happens from now on.
    ///
    /// # Errors
    /// `Invalid` naming each wrong field; `Stale` when `revision` is not the current one; `NotFound`.
    pub async fn change_webhook(
        &self,
        actor: &Actor,
        id: WebhookId,
        revision: Option<i64>,
        settings: &WebhookSettings,
        now: DateTime<Utc>,
    ) -> Result<Webhook> {
        actor.require(Permission::ManageWebhooks)?;
        let (settings, now) = (settings.checked()?, moment(now));
        let mut transaction = self.pool.begin().await?;
        let before = sqlx::query!("select revision, enabled from webhooks where id = $1 for update", id.0)
            .fetch_optional(&mut *transaction)
            .await?
            .ok_or(Problem::NotFound)?;
        if revision.is_some_and(|seen| seen != before.revision) {
            return Err(Problem::Stale.into());
        }
        sqlx::query!(
            "update webhooks set name = $2, url = $3, filter = $4, enabled = $5, revision = revision + 1,
                 failing_since = case when url = $3 then failing_since end
             where id = $1",
            id.0,
            settings.name,
            settings.url,
            document(&settings.filter)?,
            settings.enabled
        )
        .execute(&mut *transaction)
        .await?;
        if settings.enabled && !before.enabled {
            begin_now(&mut transaction, id).await?;
        }
        audit::record(&mut transaction, actor, "webhook.change", id, told(&settings), now).await?;
        let changed = one(&mut transaction, id).await?;
        transaction.commit().await?;
        Ok(changed)
    }

    /// Makes a new secret; the one before signs for another day.
    pub async fn renew_webhook_secret(
        &self,
        actor: &Actor,
        id: WebhookId,
        now: DateTime<Utc>,
    ) -> Result<Webhook> {
        actor.require(Permission::ManageWebhooks)?;
        let now = moment(now);
        let mut transaction = self.pool.begin().await?;
        sqlx::query!(
            "update webhooks set secret_version = secret_version + 1, secret_renewed_at = $2,
                 revision = revision + 1
             where id = $1",
            id.0,
            now
        )
        .execute(&mut *transaction)
        .await?;
        let renewed = one(&mut transaction, id).await?;
        audit::record(&mut transaction, actor, "webhook.renew_secret", id, json!({}), now).await?;
        transaction.commit().await?;
        Ok(renewed)
    }

    /// Removes a webhook with its messages, sent or not.
    pub async fn delete_webhook(&self, actor: &Actor, id: WebhookId, now: DateTime<Utc>) -> Result<()> {
        actor.require(Permission::ManageWebhooks)?;
        let now = moment(now);
        let mut transaction = self.pool.begin().await?;
        let name = sqlx::query_scalar!("delete from webhooks where id = $1 returning name", id.0)
            .fetch_optional(&mut *transaction)
            .await?
            .ok_or(Problem::NotFound)?;
        audit::record(&mut transaction, actor, "webhook.delete", id, json!({ "name": name }), now).await?;
        transaction.commit().await?;
        Ok(())
    }
}

async fn one(connection: &mut PgConnection, id: WebhookId) -> Result<Webhook> {
    Ok(read(connection, Some(id)).await?.pop().ok_or(Problem::NotFound)?)
}

/// Skips what has happened so far.
pub(super) async fn begin_now(connection: &mut PgConnection, id: WebhookId) -> Result<()> {
    let place = Place::newest(connection).await?;
    sqlx::query!(
        "update webhooks set queued_event = $2, queued_at = $3, queued_taken = null where id = $1",
        id.0,
        place.event,
        place.at
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Its receiver at the address `gone` is gone; one that has another address by now stays on. Messages that wait are held until somebody turns it on again.
pub(super) async fn turn_off(
    connection: &mut PgConnection,
    id: WebhookId,
    gone: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let turned = sqlx::query!(
        "update webhooks set enabled = false, revision = revision + 1 where id = $1 and url = $2 and enabled",
        id.0,
        gone
    )
    .execute(&mut *connection)
    .await?;
    if turned.rows_affected() > 0 {
        let actor = Actor::System("job:deliver".into());
        let detail = json!({ "enabled": false, "cause": "the receiver answered 410 Gone" });
        audit::record(connection, &actor, "webhook.change", id, detail, now).await?;
    }
    Ok(())
}

/// For the audit log: without the part of the address that can be a secret.
fn told(settings: &WebhookSettings) -> Value {
    let WebhookSettings { name, filter, enabled, .. } = settings;
    json!({ "name": name, "target": settings.origin(), "filter": filter, "enabled": enabled })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_audit_log_does_not_learn_what_can_be_secret_of_a_target() {
        let settings = WebhookSettings {
            name: "chat".into(),
            url: "https://chat.example:8443?token=x".into(),
            filter: fleet::change::ChangeFilter::default(),
            enabled: true,
        };
        assert_eq!(told(&settings)["target"], "https://chat.example:8443");
    }
}
