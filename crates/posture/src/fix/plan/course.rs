use std::cmp::{Ordering, Reverse};

use crate::fix::what_if::{Candidate, Judged, Points, candidates};
use crate::fix::{Change, Effort, Facts, Fix, Yardstick, describe, effort};
use crate::rules::Case;
use crate::score::GOOD;
use crate::{Finding, Grade, Severity, Subject, escape};

/// One group on its way: the facts as they are after the steps so far.
pub(super) struct Course<'a> {
    facts: Facts<'a>,
    judged: Judged,
}

/// The best of a group: one change, or two where only both change the grade.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Move {
    pub group: u32,
    pub changes: Vec<Change>,
    /// Per change.
    criticals: Points,
    /// Points over all workloads, per change.
    gain: Points,
    effort: Effort,
}

/// The greatest is made first.
impl Ord for Move {
    fn cmp(&self, other: &Self) -> Ordering {
        let rank = |own: &Self| (own.criticals, own.gain, Reverse(own.effort), Reverse(own.group));
        rank(self).cmp(&rank(other))
    }
}

impl PartialOrd for Move {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Of the fixes that could be the first of two, so many are looked at.
const FIRSTS: usize = 3;

impl<'a> Course<'a> {
    pub fn new(subject: Subject<'a>, by: &Yardstick<'_>) -> Self {
        let facts = Facts::from(subject);
        let judged = Judged::by(&facts, by);
        Self { facts, judged }
    }

    pub const fn score(&self) -> f64 {
        self.judged.posture.score
    }

    pub const fn grade(&self) -> Grade {
        self.judged.posture.grade
    }

    pub const fn complete(&self) -> bool {
        self.judged.posture.complete
    }

    /// `None`: nothing is left that gains.
    pub fn best(&self, group: u32, workloads: u32, by: &Yardstick<'_>) -> Option<Move> {
        if workloads == 0 {
            return None;
        }
        let mut singles = candidates(&self.facts, &self.judged, by, |finding| by.counts(finding));
        singles.retain(|single| single.gain(&self.judged) > 0.0);
        singles.sort_by_cached_key(|single| single.rank(&self.judged));
        let single = singles.first().map(|first| self.to_move(&[first], group, workloads));
        let pair =
            self.pair(&singles, by).map(|(first, second)| self.to_move(&[first, &second], group, workloads));
        single.max(pair)
    }

    /// Two changes of which each leaves the grade and both together better it.
    fn pair<'s>(
        &self,
        singles: &'s [Candidate<'a>],
        by: &Yardstick<'_>,
    ) -> Option<(&'s Candidate<'a>, Candidate<'a>)> {
        let worst = self.judged.posture.worst.filter(|worst| *worst >= Severity::Medium)?;
        let grade = self.grade();
        if singles.iter().any(|single| single.judged.posture.grade < grade) || !self.is_near(singles, worst) {
            return None;
        }
        let mut firsts = singles.iter().filter(|single| self.takes_of(worst, single, by)).take(FIRSTS);
        firsts.find_map(|first| Some((first, self.second(first, worst, by)?)))
    }

    /// Among medium findings alone two fixes rarely change the grade, and there are many of them.
    fn is_near(&self, singles: &[Candidate<'_>], worst: Severity) -> bool {
        let most = singles.iter().map(|single| single.gain(&self.judged)).fold(0.0, f64::max);
        worst > Severity::Medium || (self.score() < GOOD && self.score() + 2.5 * most >= GOOD)
    }

    fn takes_of(&self, worst: Severity, single: &Candidate<'_>, by: &Yardstick<'_>) -> bool {
        let of = |judged: &Judged| {
            let counted = judged.outcome.findings.iter().filter(|finding| by.counts(finding));
            counted.filter(|finding| finding.severity == worst).count()
        };
        of(&single.judged) < of(&self.judged)
    }

    fn second(&self, first: &Candidate<'a>, worst: Severity, by: &Yardstick<'_>) -> Option<Candidate<'a>> {
        let is_worst = |finding: &Finding| finding.severity == worst && by.counts(finding);
        let mut seconds = candidates(&first.facts, &first.judged, by, is_worst);
        seconds.retain(|second| second.judged.posture.grade < self.grade());
        seconds.sort_by_cached_key(|second| second.rank(&first.judged));
        seconds.into_iter().next()
    }

    fn to_move(&self, taken: &[&Candidate<'a>], group: u32, workloads: u32) -> Move {
        let (count, workloads) = (taken.len() as f64, f64::from(workloads));
        let criticals: u32 = taken.iter().map(|candidate| candidate.criticals).sum();
        let gain = taken.last().map_or(0.0, |last| last.gain(&self.judged));
        let efforts = taken.iter().map(|candidate| effort::of(&candidate.change));
        Move {
            group,
            changes: taken.iter().map(|candidate| candidate.change.clone()).collect(),
            criticals: Points(f64::from(criticals) * workloads / count),
            gain: Points(gain * workloads / count),
            effort: efforts.max().unwrap_or(Effort::Setting),
        }
    }

    /// The fix as it is from here, and the critical findings fewer.
    pub fn make(&mut self, change: &Change, by: &Yardstick<'_>) -> (Fix, u32) {
        let facts = change.apply(&self.facts);
        let judged = Judged::by(&facts, by);
        let criticals = self.judged.criticals(by).saturating_sub(judged.criticals(by));
        let candidate = Candidate { change: change.clone(), facts, judged, criticals };
        let fix = {
            let subject = self.facts.subject();
            let case = Case::new(&subject, by.policy, by.now);
            describe(&candidate, &self.judged, &case, &escape::paths(&case), by)
        };
        (self.facts, self.judged) = (candidate.facts, candidate.judged);
        (fix, criticals)
    }
}
