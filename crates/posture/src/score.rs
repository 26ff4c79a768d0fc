use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::{Dimension, Grade, RuleId, Severity};

/// The (rule, subject) of every finding whose risk is accepted and not expired.
pub type AcceptedSet = BTreeSet<(RuleId, String)>;

/// The score of one container.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Posture {
    /// 0 to 100, accepted findings left out.
    pub score: f64,
    /// 0 to 100, accepted findings counted.
    pub raw_score: f64,
    pub grade: Grade,
    /// Whether no unknown check could be high or critical; else the grade is shown as `A?`.
    pub complete: bool,
    /// Worst severity of the findings that count.
    pub worst: Option<Severity>,
    /// In the order of [`Dimension::ALL`].
    pub dimensions: [DimensionScore; 5],
    /// One for each finding of the outcome, in its order.
    pub shares: Vec<Share>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DimensionScore {
    pub dimension: Dimension,
    /// 0 to 100.
    pub score: f64,
    pub grade: Grade,
    pub worst: Option<Severity>,
}

/// What one finding takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// Share of the loss in points; all add up to 100 minus the score. 0 for accepted findings.
    pub loss: f64,
    /// Points the score would gain if this finding were gone.
    pub gain: f64,
    pub accepted: bool,
}

/// The score of a host: band(worst, Π (1 - p)).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HostScore {
    pub score: f64,
    pub grade: Grade,
    pub complete: bool,
}
