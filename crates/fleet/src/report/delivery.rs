use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Where a mail with a report stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    Waiting,
    Sent,
    /// Given up.
    Dead,
}

/// A mail that carries a report to one address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportDelivery {
    pub recipient: String,
    pub state: MailState,
    pub attempts: i64,
    /// When it is tried again, while it waits.
    pub next_at: Option<DateTime<Utc>>,
    pub sent_at: Option<DateTime<Utc>>,
    /// What the last attempt met.
    pub failure: Option<String>,
}
