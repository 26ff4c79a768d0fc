use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::Problem;
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

/// How far apart the points of a trend are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Bucket {
    #[default]
    Day,
    Week,
}

impl Bucket {
    pub const fn days(self) -> i32 {
        match self {
            Self::Day => 1,
            Self::Week => 7,
        }
    }
}

/// A stretch of the past: `from` until `to`. Weeks are counted back from its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrendSpan {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub bucket: Bucket,
}

impl TrendSpan {
    /// Days are kept for at least as long.
    pub const LONGEST: TimeDelta = TimeDelta::days(366);

    /// # Errors
    /// `Invalid` when it ends before it begins, ends after `now`, or is longer than [`Self::LONGEST`].
    pub fn check(&self, now: DateTime<Utc>) -> Result<(), Problem> {
        if self.to > now {
            return Err(Problem::invalid("to", "it is still to come"));
        }
        if self.from >= self.to {
            return Err(Problem::invalid("from", "it is not before the end"));
        }
        if self.from < DateTime::UNIX_EPOCH {
            return Err(Problem::invalid("from", "1970 at the earliest"));
        }
        if self.to - self.from > Self::LONGEST {
            return Err(Problem::invalid("from", "at most 366 days before the end"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_lies_in_the_past_and_is_a_year_at_most() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let check = |from: i64, to: i64| {
            let day = |day| now + TimeDelta::days(day);
            TrendSpan { from: day(from), to: day(to), bucket: Bucket::Day }.check(now)
        };
        assert_eq!(check(-366, 0), Ok(()));
        assert_eq!(check(-1_000, -700), Ok(()));
        for (from, to, field) in
            [(-2, 1, "to"), (-2, -2, "from"), (-1, -2, "from"), (-367, 0, "from"), (-20_001, -20_000, "from")]
        {
            let Err(Problem::Invalid { errors }) = check(from, to) else { panic!("{from} to {to}") };
            assert_eq!(errors[0].field, field);
        }
    }
}
