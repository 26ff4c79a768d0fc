use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::Scope;

/// When a report is made by itself, and who gets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ReportSchedule {
    pub enabled: bool,
    /// 1 (Monday) to 7 (Sunday).
    pub day: u8,
    /// 0 to 23, in the time zone.
    pub hour: u8,
    /// IANA name.
    pub time_zone: String,
    pub scope: Scope,
    /// Mail addresses, at most 50.
    pub recipients: Vec<String>,
    /// When the next one is due; `None` while it is off.
    pub next_at: Option<DateTime<Utc>>,
}

impl Default for ReportSchedule {
    fn default() -> Self {
        Self {
            enabled: false,
            day: 1,
            hour: 6,
            time_zone: "UTC".into(),
            scope: Scope::default(),
            recipients: Vec::new(),
            next_at: None,
        }
    }
}
