use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::TokenId;
use crate::access::TokenScope;

/// An API token as it is shown; its secret was shown once, when it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Token {
    pub id: TokenId,
    pub name: String,
    /// The first characters of the secret, to tell tokens apart: `plm_3fK9`.
    pub prefix: String,
    pub scopes: Vec<TokenScope>,
    pub created_at: DateTime<Utc>,
    /// Who made it.
    pub created_by: String,
    /// `None`: never.
    pub expires_at: Option<DateTime<Utc>>,
    /// To the minute; `None`: never used.
    pub last_used_at: Option<DateTime<Utc>>,
    /// `None`: it was not revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// What an administrator gives to make a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// 1 to 100 characters; as it stands in events and the audit log.
    pub name: String,
    /// At least one.
    pub scopes: Vec<TokenScope>,
    /// After now; left out: never.
    #[serde(default)]
    pub expires_at: Option<DateTime<Utc>>,
}

impl Token {
    /// Whether requests with it are answered: it was not revoked and has not expired.
    pub fn is_in_use(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|at| at > now)
    }
}
