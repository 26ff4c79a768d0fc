//! What the rules say of a sample, as text that reads like the catalogue.

use super::Sample;
use crate::{AcceptedSet, Finding, Outcome, Posture, Subject, evaluate, evaluate_host, score};

impl Sample {
    pub fn subject(&self) -> Subject<'_> {
        Subject {
            container: &self.container,
            runtime: &self.runtime,
            image: self.image.as_ref(),
            host: &self.host,
            surroundings: &self.surroundings,
        }
    }

    pub fn outcome(&self) -> Outcome {
        evaluate(&self.subject(), &self.policy, self.now)
    }

    pub fn host_outcome(&self) -> Outcome {
        evaluate_host(&self.host, &self.policy, self.now)
    }

    /// With no risk accepted.
    pub fn posture(&self) -> Posture {
        score(&self.outcome(), &AcceptedSet::new(), &self.policy)
    }

    /// Findings as text: `MNT-001 critical /s`.
    pub fn lines(&self) -> Vec<String> {
        lines(&self.outcome().findings)
    }

    /// Unknown checks as text, with the worst they could be: `IMG-004 low`.
    pub fn unknown_lines(&self) -> Vec<String> {
        unknown(&self.outcome())
    }

    /// # Panics
    /// Unless these are all findings of the container, worst first.
    #[track_caller]
    pub fn finds(&self, expected: &[&str]) {
        assert_eq!(self.lines(), expected);
    }

    /// # Panics
    /// Unless these are all findings of one rule, worst first: `critical /s`.
    #[track_caller]
    pub fn finds_by(&self, rule: &str, expected: &[&str]) {
        let lines = self.lines();
        let of_rule: Vec<&str> =
            lines.iter().filter_map(|line| line.strip_prefix(rule)).map(str::trim_start).collect();
        assert_eq!(of_rule, expected, "all findings: {lines:?}");
    }

    /// # Panics
    /// Unless the worst finding of this rule was made on this evidence.
    #[track_caller]
    pub fn shows(&self, rule: &str, evidence: &str) {
        let findings = self.outcome().findings;
        let found = findings.iter().find(|finding| finding.rule.as_str() == rule);
        assert_eq!(found.map(|finding| finding.evidence.as_str()), Some(evidence));
    }

    /// # Panics
    /// Unless the host's worst finding of this rule was made on this evidence.
    #[track_caller]
    pub fn shows_of_host(&self, rule: &str, evidence: &str) {
        let findings = self.host_outcome().findings;
        let found = findings.iter().find(|finding| finding.rule.as_str() == rule);
        assert_eq!(found.map(|finding| finding.evidence.as_str()), Some(evidence));
    }

    /// # Panics
    /// Unless these are all unknown checks of the container.
    #[track_caller]
    pub fn misses(&self, expected: &[&str]) {
        assert_eq!(self.unknown_lines(), expected);
    }

    /// # Panics
    /// Unless these are all findings of the host, worst first.
    #[track_caller]
    pub fn host_finds(&self, expected: &[&str]) {
        assert_eq!(lines(&self.host_outcome().findings), expected);
    }

    /// Whether a check of the host could not be made.
    pub fn unknown_of_host(&self, rule: &str) -> bool {
        self.host_outcome().unknown.iter().any(|unknown| unknown.rule.as_str() == rule)
    }

    /// # Panics
    /// Unless these are all unknown checks of the host.
    #[track_caller]
    pub fn host_misses(&self, expected: &[&str]) {
        assert_eq!(unknown(&self.host_outcome()), expected);
    }
}

fn lines(findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|finding| {
            format!("{} {} {}", finding.rule, finding.severity, finding.subject).trim_end().to_owned()
        })
        .collect()
}

fn unknown(outcome: &Outcome) -> Vec<String> {
    outcome.unknown.iter().map(|unknown| format!("{} {}", unknown.rule, unknown.could_be)).collect()
}
