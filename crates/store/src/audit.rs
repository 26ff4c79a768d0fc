use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::audit::{AuditEntry, AuditFilter};
use fleet::{Actor, Page, Paged, TokenId, UserId};
use serde_json::Value;
use sqlx::{PgConnection, Postgres, QueryBuilder};
use uuid::Uuid;

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
    pub async fn list_audit(
        &self,
        actor: &Actor,
        filter: &AuditFilter,
        page: &Page,
    ) -> Result<Paged<AuditEntry>> {
        actor.require(Permission::ReadAudit)?;
        let before: Option<i64> = page.after.as_ref().map(cursor::read).transpose()?;
        let mut count = QueryBuilder::new("select count(*) from (select from audit where true");
        push_filter(&mut count, filter);
        count.push(" limit ").push_bind(Paged::<AuditEntry>::MOST_COUNTED + 1).push(") as counted");
        let total = count.build_query_scalar().fetch_one(&self.pool).await?;
        let mut query = QueryBuilder::new(
            "select id, at, actor, user_id, token_id, action, target, detail from audit where true",
        );
        push_filter(&mut query, filter);
        if let Some(before) = before {
            query.push(" and id < ").push_bind(before);
        }
        query.push(" order by id desc limit ").push_bind(i64::from(cursor::limit(page)) + 1);
        let mut rows: Vec<Row> = query.build_query_as().fetch_all(&self.pool).await?;
        let next = cursor::end(&mut rows, page, |last| last.id)?;
        Ok(Paged { items: rows.into_iter().map(AuditEntry::from).collect(), next, total })
    }
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: i64,
    at: DateTime<Utc>,
    actor: String,
    user_id: Option<Uuid>,
    token_id: Option<Uuid>,
    action: String,
    target: String,
    detail: Value,
}

impl From<Row> for AuditEntry {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            at: row.at,
            actor: row.actor,
            user_id: row.user_id.map(UserId),
            token_id: row.token_id.map(TokenId),
            action: row.action,
            target: row.target,
            detail: row.detail.to_string(),
        }
    }
}

fn push_filter(query: &mut QueryBuilder<Postgres>, filter: &AuditFilter) {
    if let Some(actor) = &filter.actor {
        query.push(" and actor = ").push_bind(storable_text(actor));
    }
    if let Some(action) = &filter.action {
        let action = storable_text(action);
        query.push(" and (action = ").push_bind(action.clone());
        query.push(" or split_part(action, '.', 1) = ").push_bind(action).push(")");
    }
}
