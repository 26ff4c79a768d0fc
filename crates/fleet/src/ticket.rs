use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Where a finding is worked on, in another system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ticket {
    /// `jira`, `github`.
    pub system: String,
    /// Its name there: `SEC-1234`.
    pub key: String,
    pub url: String,
    pub linked_at: DateTime<Utc>,
    /// Who linked it.
    pub linked_by: String,
    /// Grows with every change.
    pub revision: i64,
}

/// A link from a finding to a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "system": "jira", "key": "SEC-1234", "url": "https://jira.example/browse/SEC-1234",
})))]
#[serde(deny_unknown_fields)]
pub struct TicketLink {
    /// 1 to 50 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 50))]
    pub system: String,
    /// 1 to 200 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200))]
    pub key: String,
    /// `https://` or `http://`, at most 2,000 characters.
    #[cfg_attr(feature = "openapi", schema(pattern = "^https?://", max_length = 2000))]
    pub url: String,
}

/// Whether a finding has a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum TicketState {
    None,
    Any,
}
