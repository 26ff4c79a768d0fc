//! What mends a workload.

use posture::Grade;
use posture::fix::{After, Breakage, Closed, Effort, Format, Snippet};
use serde::{Deserialize, Serialize};

/// The fixes of a workload in the order in which they help most, each measured with those before it made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkloadFixes {
    /// 0 to 100, before any of them.
    pub score: f64,
    pub grade: Grade,
    /// Empty where nothing that can be changed gains anything, or there are too many findings to go through.
    pub steps: Vec<WorkloadFix>,
    /// All of them at once, as text.
    pub together: Vec<FixText>,
}

/// One fix of a workload.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkloadFix {
    /// One imperative sentence.
    pub title: String,
    pub effort: Effort,
    /// Every finding that is gone after it, worst first.
    pub closes: Vec<Closed>,
    pub breakage: Breakage,
    /// 0 to 100, with the fixes before it made.
    pub score_before: f64,
    pub grade_before: Grade,
    /// As [`After::complete`].
    pub complete_before: bool,
    pub after: After,
    pub texts: Vec<FixText>,
}

/// A change as text that people copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FixText {
    pub format: Format,
    pub snippet: Snippet,
}

impl WorkloadFixes {
    /// The position, from 1, of the fix that closes a finding.
    pub fn that_closes(&self, rule: &str, subject: &str) -> Option<usize> {
        let closes = |closed: &Closed| closed.rule.as_str() == rule && closed.subject == subject;
        self.steps.iter().position(|step| step.closes.iter().any(closes)).map(|at| at + 1)
    }
}
