//! What the `HST` rules make of a host itself.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use posture::score::{self, HostScore};
use posture::{AcceptedSet, Outcome, Policy, RuleId};

use super::assess::Context;
use super::evaluated::Evaluated;
use super::finding::{Doubt, FindingRecord, Findings, Happening, Seen, SeenSet};

/// A host's own posture as it is to be written.
#[derive(Clone, Debug)]
pub(crate) struct HostAssessment {
    pub evaluated: Arc<Evaluated>,
    pub score: HostScore,
    pub due_at: Option<DateTime<Utc>>,
    pub findings: Vec<FindingRecord>,
    pub happenings: Vec<Happening>,
}

impl Context<'_> {
    pub fn assess_host(&self, evaluated: Arc<Evaluated>, known: Vec<FindingRecord>) -> HostAssessment {
        let seen = seen(&evaluated.outcome);
        let unknown = evaluated.outcome.unknown.iter().map(|unknown| &unknown.rule).collect();
        let doubt = Doubt { unknown, partial: self.partial, young: false };
        let findings = Findings::follow(self.host, known, &seen, &doubt, self.policy, self.now);
        self.conclude_host(evaluated, findings)
    }

    /// Scores a host again after its findings were decided about.
    pub fn rescore_host(&self, evaluated: Arc<Evaluated>, mut findings: Findings) -> HostAssessment {
        findings.place(&evaluated.outcome);
        self.conclude_host(evaluated, findings)
    }

    fn conclude_host(&self, evaluated: Arc<Evaluated>, mut findings: Findings) -> HostAssessment {
        let accepted = findings.accepted(self.now);
        let score = score::score_host(&evaluated.outcome, &accepted, self.policy);
        let gains = gains(&evaluated.outcome, &accepted, &score, self.policy);
        let all: f64 = gains.iter().sum();
        findings.weigh(|place| {
            let loss = if all > 0.0 { (100.0 - score.score) * gains[place] / all } else { 0.0 };
            (loss, gains[place])
        });
        let (findings, happenings) = findings.rows();
        HostAssessment { due_at: evaluated.due_at(self.now), evaluated, score, findings, happenings }
    }
}

fn seen(outcome: &Outcome) -> SeenSet {
    let places = outcome.findings.iter().enumerate();
    let seen = places.map(|(place, finding)| {
        let key: (RuleId, String) = (finding.rule.clone(), finding.subject.clone());
        let evidence = finding.evidence.clone();
        (key, Seen { severity: finding.severity, evidence, replicas: 1, place: Some(place) })
    });
    seen.collect()
}

/// How much the host's score gains without each finding; 0 for accepted ones.
fn gains(outcome: &Outcome, accepted: &AcceptedSet, score: &HostScore, policy: &Policy) -> Vec<f64> {
    let gain = |finding: &posture::Finding| {
        let mut without = accepted.clone();
        if !without.insert((finding.rule.clone(), finding.subject.clone())) {
            return 0.0;
        }
        score::score_host(outcome, &without, policy).score - score.score
    };
    outcome.findings.iter().map(gain).collect()
}
