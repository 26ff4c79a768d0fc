use chrono::{DateTime, Utc};
use fleet::WebhookId;
use fleet::change::ChangeFilter;
use fleet::webhook::{Signing, Webhook, WebhookSettings};
use sqlx::types::Json;
use sqlx::{PgExecutor, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::Result;

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    url: String,
    filter: Json<ChangeFilter>,
    enabled: bool,
    created_at: DateTime<Utc>,
    created_by: String,
    revision: i64,
    secret_version: i32,
    secret_renewed_at: Option<DateTime<Utc>>,
    failing_since: Option<DateTime<Utc>>,
    waiting: i64,
    dead: i64,
}

impl From<Row> for Webhook {
    fn from(row: Row) -> Self {
        Self {
            id: WebhookId(row.id),
            settings: WebhookSettings {
                name: row.name,
                url: row.url,
                filter: row.filter.0,
                enabled: row.enabled,
            },
            created_at: row.created_at,
            created_by: row.created_by,
            revision: row.revision,
            failing_since: row.failing_since,
            waiting: row.waiting,
            dead: row.dead,
            signing: Signing { version: row.secret_version, renewed_at: row.secret_renewed_at },
        }
    }
}

/// Oldest first; of one id that one.
pub(super) async fn read(executor: impl PgExecutor<'_>, id: Option<WebhookId>) -> Result<Vec<Webhook>> {
    let mut query: QueryBuilder<Postgres> = QueryBuilder::new(
        "select w.id, name, url, filter, enabled, created_at, created_by, revision, secret_version,
             secret_renewed_at, failing_since,
             (select count(*) from deliveries d where d.webhook_id = w.id and d.state = 'waiting') as waiting,
             (select count(*) from deliveries d where d.webhook_id = w.id and d.state = 'dead') as dead
         from webhooks w",
    );
    if let Some(id) = id {
        query.push(" where w.id = ").push_bind(id.0);
    }
    query.push(" order by created_at, w.id");
    let rows: Vec<Row> = query.build_query_as().fetch_all(executor).await?;
    Ok(rows.into_iter().map(Webhook::from).collect())
}
