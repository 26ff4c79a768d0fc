//! Evaluation again on changed facts.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};

use super::{After, Breakage, Change, Closed, Effort, Facts, Fix, effort, propose};
use crate::evaluate::check;
use crate::facts::Host;
use crate::outcome::Outcome;
use crate::rules::Case;
use crate::score::{Posture, score, score_host};
use crate::{AcceptedSet, Finding, Policy, RuleId, Severity, evaluate_host};

/// What a change is measured by: the same before and after.
#[derive(Clone, Copy, Debug)]
pub struct Yardstick<'a> {
    pub policy: &'a Policy,
    pub accepted: &'a AcceptedSet,
    pub now: DateTime<Utc>,
}

impl Yardstick<'_> {
    fn accepts(&self, rule: &RuleId, subject: &str) -> bool {
        !self.accepted.is_empty() && self.accepted.contains(&(rule.clone(), subject.to_owned()))
    }

    /// Whether closing it can gain anything.
    pub(super) fn counts(&self, finding: &Finding) -> bool {
        let weighs = finding.rule.dimension().is_some_and(|of| self.policy.weights.of(of) > 0.0);
        weighs && finding.severity > Severity::Info && !self.accepts(&finding.rule, &finding.subject)
    }
}

/// An outcome and what it scores.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub outcome: Outcome,
    pub posture: Posture,
}

impl Judged {
    pub fn of(outcome: Outcome, by: &Yardstick<'_>) -> Self {
        let posture = score(&outcome, by.accepted, by.policy);
        Self { outcome, posture }
    }

    /// Without escape paths: no score depends on them.
    pub fn by(facts: &Facts<'_>, by: &Yardstick<'_>) -> Self {
        Self::of(check(&Case::new(&facts.subject(), by.policy, by.now)), by)
    }

    pub fn closed_by(&self, after: &Self) -> Vec<Closed> {
        closed(&self.outcome, &after.outcome)
    }

    pub fn criticals(&self, by: &Yardstick<'_>) -> u32 {
        let critical = |finding: &&Finding| finding.severity == Severity::Critical && by.counts(finding);
        self.outcome.findings.iter().filter(critical).count() as u32
    }

    /// The rule of the worst finding that counts.
    pub fn held_by(&self, by: &Yardstick<'_>) -> Option<RuleId> {
        self.outcome.findings.iter().find(|finding| by.counts(finding)).map(|finding| finding.rule.clone())
    }

    /// Lower in no score, nothing new, nothing worse, nothing unknown that was known.
    fn is_no_worse_than(&self, before: &Self) -> bool {
        self.posture.score >= before.posture.score
            && self.posture.raw_score >= before.posture.raw_score
            && introduces_nothing(&before.outcome, &self.outcome)
    }
}

/// A change that holds, with the facts as they would be.
pub(super) struct Candidate<'a> {
    pub change: Change,
    pub facts: Facts<'a>,
    pub judged: Judged,
    /// Critical findings fewer.
    pub criticals: u32,
}

/// Smallest first in order: criticals closed, then score gained, then effort; then any that is always the same.
pub(super) type Rank = (Reverse<u32>, Reverse<Points>, Effort, Change);

/// Points in an order that is total.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Points(pub f64);

impl Eq for Points {}

impl PartialOrd for Points {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Points {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl Candidate<'_> {
    pub fn gain(&self, before: &Judged) -> f64 {
        (self.judged.posture.score - before.posture.score).max(0.0)
    }

    pub fn rank(&self, before: &Judged) -> Rank {
        let gain = Points(self.gain(before));
        (Reverse(self.criticals), Reverse(gain), effort::of(&self.change), self.change.clone())
    }
}

/// A container with more findings than these is mended of the worst of them first.
const MOST_FINDINGS: usize = 64;

/// One for each finding that is `wanted` and has a change that closes it, the worst ones; each change once.
pub(super) fn candidates<'a>(
    facts: &Facts<'a>,
    before: &Judged,
    by: &Yardstick<'_>,
    wanted: impl Fn(&Finding) -> bool,
) -> Vec<Candidate<'a>> {
    let subject = facts.subject();
    let case = Case::new(&subject, by.policy, by.now);
    let criticals = before.criticals(by);
    let mut offered: Vec<Candidate<'a>> = Vec::new();
    let mut refused = BTreeSet::new();
    for finding in before.outcome.findings.iter().filter(|finding| wanted(finding)).take(MOST_FINDINGS) {
        for change in propose::of_container(&case, finding) {
            if let Some(known) = offered.iter().find(|known| known.change == change) {
                if has(&known.judged.outcome, finding) {
                    continue;
                }
                break;
            }
            if refused.contains(&change) {
                continue;
            }
            let changed = change.apply(facts);
            let judged = Judged::by(&changed, by);
            if !judged.is_no_worse_than(before) {
                refused.insert(change);
            } else if !has(&judged.outcome, finding) {
                let criticals = criticals.saturating_sub(judged.criticals(by));
                offered.push(Candidate { change, facts: changed, judged, criticals });
                break;
            }
        }
    }
    offered
}

/// What mends an engine, in the order of [`super::fixes`]. `outcome` is what [`evaluate_host`] says of it.
pub fn host_fixes(host: &Host, outcome: &Outcome, by: &Yardstick<'_>) -> Vec<Fix> {
    let before = score_host(outcome, by.accepted, by.policy);
    let mut fixes: Vec<Fix> = Vec::new();
    for finding in &outcome.findings {
        for change in propose::of_host(host, finding) {
            let changed = change.apply_to_host(host);
            let after = evaluate_host(&changed, by.policy, by.now);
            let posture = score_host(&after, by.accepted, by.policy);
            let holds = posture.score >= before.score && introduces_nothing(outcome, &after);
            if !holds || has(&after, finding) || fixes.iter().any(|fix| fix.change == change) {
                continue;
            }
            let held_by = after
                .findings
                .iter()
                .find(|left| !by.accepts(&left.rule, &left.subject))
                .map(|left| left.rule.clone());
            fixes.push(Fix {
                title: change.title(),
                closes: closed(outcome, &after),
                closes_paths: Vec::new(),
                effort: effort::of(&change),
                breakage: Breakage::of_engine(&change, host),
                after: After {
                    score: posture.score,
                    grade: posture.grade,
                    complete: posture.complete,
                    gain: posture.score - before.score,
                    held_by,
                },
                change,
            });
        }
    }
    fixes.sort_by_cached_key(|fix| {
        let critical = |closed: &&Closed| {
            closed.severity == Severity::Critical && !by.accepts(&closed.rule, &closed.subject)
        };
        let criticals = fix.closes.iter().filter(critical).count();
        (Reverse(criticals), Reverse(Points(fix.after.gain)), fix.effort, fix.change.clone())
    });
    fixes
}

fn has(outcome: &Outcome, finding: &Finding) -> bool {
    outcome.findings.iter().any(|own| own.key() == finding.key())
}

fn closed(before: &Outcome, after: &Outcome) -> Vec<Closed> {
    let gone = before.findings.iter().filter(|finding| !has(after, finding));
    gone.map(|finding| Closed {
        rule: finding.rule.clone(),
        subject: finding.subject.clone(),
        severity: finding.severity,
    })
    .collect()
}

/// No finding and no unknown check that was not there, and none that is worse.
fn introduces_nothing(before: &Outcome, after: &Outcome) -> bool {
    let known: HashMap<_, Severity> = before.findings.iter().map(|own| (own.key(), own.severity)).collect();
    let was_found =
        |finding: &Finding| known.get(&finding.key()).is_some_and(|severity| *severity >= finding.severity);
    let was_unknown = |unknown: &crate::Unknown| {
        before.unknown.iter().any(|own| own.rule == unknown.rule && own.could_be >= unknown.could_be)
    };
    after.findings.iter().all(was_found) && after.unknown.iter().all(was_unknown)
}
