use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{TokenId, UserId};

/// Who did what; never rewritten.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEntry {
    pub id: i64,
    pub at: DateTime<Utc>,
    /// A person's name, `token:NAME`, or what Plimsoll itself did it: `cli`, `job:expire`.
    pub actor: String,
    pub user_id: Option<UserId>,
    pub token_id: Option<TokenId>,
    /// `host.add`, `finding.decide`, `token.revoke`.
    pub action: String,
    /// Mostly an id.
    pub target: String,
    /// A JSON document with the particulars; never a secret.
    pub detail: String,
}

/// Which entries; every field that says something must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditFilter {
    /// As it stands in the entries; none: anybody.
    pub actor: Option<String>,
    /// One action, or the noun that actions begin with: `token.revoke`, `token`; none: any.
    pub action: Option<String>,
}
