use chrono::{DateTime, Utc};
use fleet::Actor;
use serde_json::Value;
use sqlx::PgConnection;

use crate::Result;
use crate::content::{document, storable_text};

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
        "insert into audit (at, actor, user_id, action, target, detail) values ($1, $2, $3, $4, $5, $6)",
        now,
        storable_text(actor.name()),
        actor.user_id().map(|id| id.0),
        action,
        storable_text(&target.to_string()),
        document(&detail)?
    )
    .execute(connection)
    .await?;
    Ok(())
}
