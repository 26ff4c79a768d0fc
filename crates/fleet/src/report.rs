//! The weekly report as a model: what every format is rendered from.

mod archive;
mod delivery;
mod schedule;

use chrono::{DateTime, NaiveDate, Utc};
use posture::outcome::EscapeKind;
use posture::{Dimension, Grade, Severity};
use serde::{Deserialize, Serialize};

pub use self::archive::ReportRow;
pub use self::delivery::{MailState, ReportDelivery};
pub use self::schedule::ReportSchedule;
use crate::grades::Standing;
use crate::host::HostState;
use crate::overview::FleetSummary;
use crate::trend::TrendPoint;
use crate::workload::SeverityCounts;
use crate::{Scope, WorkloadId};

/// Names the shape of the JSON; a change that breaks readers gets the next number.
pub const SCHEMA: &str = "plimsoll.report/1";

/// One week of the fleet, or of the part that the scope selects, as of one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub schema: String,
    pub period: Period,
    pub scope: Scope,
    /// The end of the period, or the moment of making when that came first.
    pub as_of: DateTime<Utc>,
    /// The figures are those of a simulated fleet.
    pub demo: bool,
    pub summary: FleetSummary,
    /// As [`Self::summary`] at the beginning of the period.
    pub before: FleetSummary,
    /// One point for each day, oldest first.
    pub trend: Vec<TrendPoint>,
    pub changes: WeekChanges,
    /// In the order of [`Dimension::ALL`]; empty without workloads.
    pub dimensions: Vec<DimensionMean>,
    /// Lowest score first; how many there are in all is in the summary.
    pub worst: Vec<WorkloadLine>,
    /// Most workloads first.
    pub escape_paths: Vec<EscapeLine>,
    /// Workloads with at least one escape path.
    pub escaping: i64,
    /// Worst first.
    pub credentials: Listed<Credential>,
    /// The one that ends first comes first.
    pub accepted: Listed<AcceptedRisk>,
    /// Stale, failing, partial or never scanned.
    pub hosts: Listed<HostLine>,
    /// Highest gain first.
    pub fixes: Vec<Fix>,
    pub method: Method,
}

impl Report {
    /// Nothing was known of the fleet at the end of the period.
    pub fn is_empty(&self) -> bool {
        self.summary.workloads == 0 && self.summary.hosts == 0
    }

    /// Index now minus index at the beginning; `None` where one of them is not known.
    pub fn change(&self) -> Option<f64> {
        Some(self.summary.index? - self.before.index?)
    }
}

/// Monday to Monday in a time zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Period {
    /// ISO 8601: `2026-W46`.
    pub week: String,
    /// IANA name: `Europe/Berlin`.
    pub time_zone: String,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
    /// The first moment of the first day.
    pub from: DateTime<Utc>,
    /// The first moment after the last day.
    pub until: DateTime<Utc>,
}

/// The first of a list, and how long it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listed<T> {
    pub items: Vec<T>,
    pub total: i64,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self { items: Vec::new(), total: 0 }
    }
}

impl<T> Listed<T> {
    /// Keeps the first `most`.
    pub fn first(mut items: Vec<T>, most: usize) -> Self {
        let total = i64::try_from(items.len()).unwrap_or(i64::MAX);
        items.truncate(most);
        Self { items, total }
    }
}

/// What happened to findings in the period, by severity at that moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekChanges {
    pub opened: SeverityCounts,
    /// Severity rose; counted as what it rose to.
    pub worsened: SeverityCounts,
    pub reopened: SeverityCounts,
    pub resolved: SeverityCounts,
}

impl WeekChanges {
    /// What can happen to a finding, in words, and how often it did.
    pub const fn kinds(&self) -> [(&'static str, SeverityCounts); 4] {
        [
            ("Opened", self.opened),
            ("Worsened", self.worsened),
            ("Came back", self.reopened),
            ("Resolved", self.resolved),
        ]
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DimensionMean {
    pub dimension: Dimension,
    /// Mean over the workloads that count, 0 to 100.
    pub mean: f64,
    /// Workloads with a finding that counts in it.
    pub workloads: i64,
}

/// A workload as it stood at the end of the period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkloadLine {
    pub id: WorkloadId,
    pub name: String,
    /// Empty where there is none.
    pub project: String,
    pub host: String,
    pub image: String,
    pub score: f64,
    /// With accepted findings counted.
    pub raw_score: f64,
    pub grade: Grade,
    /// False: checks that could be high or critical are unknown.
    pub complete: bool,
    /// Score at the beginning of the period; `None`: not known then.
    pub before: Option<f64>,
    /// In the order of [`Dimension::ALL`].
    pub dimensions: [f64; 5],
    pub counts: SeverityCounts,
    /// The finding that counts most, and how many others count.
    pub worst: Option<Cause>,
    pub escape_paths: Vec<EscapeKind>,
    pub accepted: i64,
    pub unknown: i64,
}

impl WorkloadLine {
    pub fn standing(&self) -> Standing {
        Standing::of(self.grade, self.complete)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    pub rule: String,
    pub title: String,
    pub subject: String,
    pub severity: Severity,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EscapeLine {
    pub kind: EscapeKind,
    pub workloads: i64,
    /// At the beginning of the period.
    pub before: i64,
}

/// A finding about a credential that opened or came back in the period. Never a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    pub cause: Cause,
    pub place: Place,
    pub at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptedRisk {
    pub cause: Cause,
    pub place: Place,
    pub by: String,
    pub reason: String,
    pub until: DateTime<Utc>,
}

/// Where a finding is: a workload on a host, or the host itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Empty: the host itself.
    pub workload: String,
    pub project: String,
    pub host: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostLine {
    pub name: String,
    pub state: HostState,
    /// Last scan that read it.
    pub seen_at: Option<DateTime<Utc>>,
    /// What the last scan met, in words; empty where it met nothing.
    pub cause: String,
}

/// What the index would gain if every finding of one rule were gone and nothing else changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fix {
    pub rule: String,
    pub title: String,
    /// What to do, in words.
    pub fix: String,
    /// The worst that it removes.
    pub severity: Severity,
    pub workloads: i64,
    pub findings: i64,
    /// Points of the index, from scoring every workload again.
    pub gain: f64,
}

/// How the figures came about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Method {
    /// Of the postures counted, lowest first.
    pub policy_versions: Vec<i64>,
    pub rules_revisions: Vec<i64>,
    /// Hosts that had been scanned by then.
    pub hosts_covered: i64,
}
