use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::audit::AuditEntry;
use fleet::{Actor, Page, Paged, TokenId, UserId};
use serde_json::Value;
use sqlx::PgConnection;

use crate::content::{document, storable_text};
use crate::{Result, Store, cursor};

/// Who did what to what, in the transaction that does it.
pub(crate) async fn record(
    connection: &mut PgConnection,
    actor: &Actor,
    action: &str,
    target: impl ToString,
    detail: Value,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into audit (at, actor, user_id, token_id, action, target, detail) values ($1, $2, $3, $4, $5, $6, $7)",
        now,
        storable_text(actor.name()),
        actor.user_id().map(|id| id.0),
        actor.token_id().map(|id| id.0),
        action,
        storable_text(&target.to_string()),
        document(&detail)?
    )
    .execute(connection)
    .await?;
    Ok(())
}

impl Store {
    /// Who did what, newest first.
    pub async fn list_audit(&self, actor: &Actor, page: &Page) -> Result<Paged<AuditEntry>> {
        actor.require(Permission::ReadAudit)?;
        let after: Option<i64> = page.after.as_ref().map(cursor::read).transpose()?;
        let limit = page.limit.clamp(1, Page::MAX_LIMIT);
        let mut rows = sqlx::query!(
            "select id, at, actor, user_id, token_id, action, target, detail from audit
             where $1::bigint is null or id < $1
             order by id desc limit $2",
            after,
            i64::from(limit) + 1
        )
        .fetch_all(&self.pool)
        .await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let last = rows.last().filter(|_| more);
        let next = last.map(|row| cursor::write(&row.id)).transpose()?;
        let total =
            sqlx::query_scalar!(r#"select count(*) as "count!" from audit"#).fetch_one(&self.pool).await?;
        let items = rows.into_iter().map(|row| AuditEntry {
            id: row.id,
            at: row.at,
            actor: row.actor,
            user_id: row.user_id.map(UserId),
            token_id: row.token_id.map(TokenId),
            action: row.action,
            target: row.target,
            detail: row.detail.to_string(),
        });
        Ok(Paged { items: items.collect(), next, total })
    }
}
