use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::grades::GradeCounts;

/// The fleet at the end of a UTC day (or now, for today).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrendPoint {
    pub at: DateTime<Utc>,
    /// Mean score; `None`: nothing was known then.
    pub index: Option<f64>,
    pub workloads: i64,
    /// Days from before `A?` was kept apart count it among the A.
    pub grades: GradeCounts,
    pub critical: i64,
    pub high: i64,
    pub hosts_stale: i64,
}

/// How far back a trend looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TrendRange {
    #[serde(rename = "7d")]
    Week,
    #[default]
    #[serde(rename = "30d")]
    Month,
    #[serde(rename = "90d")]
    Quarter,
    #[serde(rename = "1y")]
    Year,
}

impl TrendRange {
    pub const ALL: [Self; 4] = [Self::Week, Self::Month, Self::Quarter, Self::Year];

    pub const fn days(self) -> i64 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
            Self::Year => 365,
        }
    }

    /// As it stands in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Week => "7d",
            Self::Month => "30d",
            Self::Quarter => "90d",
            Self::Year => "1y",
        }
    }
}
