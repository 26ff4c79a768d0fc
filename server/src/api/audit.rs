use chrono::{DateTime, Utc};
use fleet::audit::{AuditEntry, AuditFilter};
use fleet::{Paged, TokenId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::{Answer, Caller, Json, List, ListQuery, Operations, Paging, Refusals};

pub fn operations() -> Operations {
    Operations::new().routes(routes!(list))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AuditQuery {
    /// Only what this person or token did, by name: `ada`, `token:jira`.
    #[param(min_length = 1)]
    actor: Option<String>,
    /// Only this action, or the noun that actions begin with: `token.revoke`, `token`.
    #[param(min_length = 1)]
    action: Option<String>,
}

/// Who did what; never rewritten.
#[derive(Debug, Serialize, ToSchema)]
struct AuditRecord {
    id: i64,
    at: DateTime<Utc>,
    /// A person's name, `token:NAME`, or what Plimsoll itself did it: `cli`, `job:expire`.
    actor: String,
    user_id: Option<UserId>,
    token_id: Option<TokenId>,
    /// `host.add`, `finding.decide`, `token.revoke`.
    action: String,
    /// Mostly an id.
    target: String,
    /// The particulars; never a secret.
    #[schema(value_type = Object)]
    detail: Value,
}

impl From<AuditEntry> for AuditRecord {
    fn from(entry: AuditEntry) -> Self {
        Self {
            id: entry.id,
            at: entry.at,
            actor: entry.actor,
            user_id: entry.user_id,
            token_id: entry.token_id,
            action: entry.action,
            target: entry.target,
            detail: serde_json::from_str(&entry.detail).unwrap_or_default(),
        }
    }
}

/// Lists what people and tokens did, the latest first.
#[utoipa::path(get, path = "/audit", tag = "audit", params(Paging, AuditQuery),
    responses((status = 200, body = List<AuditRecord>), Refusals))]
async fn list(caller: Caller, query: ListQuery<AuditQuery>) -> Answer<Json<List<AuditRecord>>> {
    let AuditQuery { actor, action } = &query.filter;
    let filter = AuditFilter { actor: actor.clone(), action: action.clone() };
    let Paged { items, next, total } = caller.store.list_audit(&caller.actor, &filter, &query.page).await?;
    Ok(query.answer(Paged { items: items.into_iter().map(AuditRecord::from).collect(), next, total }))
}
