//! From findings to a score.
//!
//! ```text
//! base_d = Π (1 - p(s_i))            over the findings of dimension d
//! base   = ( Σ weight_d * base_d ) ^ 3
//! score  = band(worst severity, base)
//! ```
//!
//! The worst severity picks the band, the base moves the score inside it: a critical finding can never be averaged
//! away, and every single fix raises the score. Only additions, multiplications and divisions in a fixed order, so
//! that the server and the browser agree to the last bit.

mod display;
mod explanation;
mod scale;
mod tally;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use self::display::{display_score, display_shares};
use self::explanation::explain;
pub(crate) use self::scale::GOOD;
use self::scale::{Scale, band, grade};
use self::tally::{Tally, survival};
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::{Dimension, Finding, Grade, RuleId, Severity, Unknown};

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
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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
    /// Points the score would gain if this finding were gone. 0 for accepted findings.
    pub gain: f64,
    pub accepted: bool,
}

/// The score of a host: band(worst, Π (1 - p)).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HostScore {
    /// 0 to 100, accepted findings left out.
    pub score: f64,
    pub grade: Grade,
    /// As [`Posture::complete`].
    pub complete: bool,
}

/// Scores one container. Rules the policy turns off, and findings of a host, count nowhere.
pub fn score(outcome: &Outcome, accepted: &AcceptedSet, policy: &Policy) -> Posture {
    let scale = Scale::new(policy);
    let mut counted = Tally::default();
    let mut raw = Tally::default();
    let mut shares = Vec::with_capacity(outcome.findings.len());
    for finding in &outcome.findings {
        let is_accepted = is_accepted(finding, accepted);
        if let Some(dimension) = dimension_of(&finding.rule, policy) {
            raw.add(dimension, finding.severity);
            if !is_accepted {
                counted.add(dimension, finding.severity);
            }
        }
        shares.push(Share { loss: 0.0, gain: 0.0, accepted: is_accepted });
    }
    let standing = scale.standing(&counted);
    explain(&scale, &counted, &standing, policy, &outcome.findings, &mut shares);
    Posture {
        score: standing.score,
        raw_score: scale.standing(&raw).score,
        grade: grade(standing.worst, standing.score),
        complete: outcome.unknown.iter().all(|unknown| {
            dimension_of(&unknown.rule, policy).is_none_or(|dimension| scale.weight(dimension) == 0.0)
                || !hides_much(unknown)
        }),
        worst: standing.worst,
        dimensions: Dimension::ALL.map(|dimension| scale.dimension(&counted, dimension)),
        shares,
    }
}

/// Scores a host on its `HST` findings; all others count nowhere.
pub fn score_host(outcome: &Outcome, accepted: &AcceptedSet, policy: &Policy) -> HostScore {
    let counts_here = |rule: &RuleId| rule.is_about_hosts() && !policy.is_off(rule.as_str());
    let mut counts = [0; 5];
    for finding in &outcome.findings {
        if counts_here(&finding.rule) && !is_accepted(finding, accepted) {
            counts[finding.severity.index()] += 1;
        }
    }
    let worst = tally::worst(&counts);
    let score = band(worst, survival(&counts, &policy.probabilities));
    let complete = !outcome.unknown.iter().any(|unknown| counts_here(&unknown.rule) && hides_much(unknown));
    HostScore { score, grade: grade(worst, score), complete }
}

fn dimension_of(rule: &RuleId, policy: &Policy) -> Option<Dimension> {
    rule.dimension().filter(|_| !policy.is_off(rule.as_str()))
}

fn is_accepted(finding: &Finding, accepted: &AcceptedSet) -> bool {
    !accepted.is_empty() && accepted.contains(&(finding.rule.clone(), finding.subject.clone()))
}

fn hides_much(unknown: &Unknown) -> bool {
    unknown.could_be >= Severity::High
}
