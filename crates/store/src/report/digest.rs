//! What a report takes from an outcome, worked out once for all workloads that share it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use fleet::report::{Cause, DimensionMean, EscapeLine, Fix};
use posture::outcome::EscapeKind;
use posture::score::score;
use posture::{AcceptedSet, Dimension, Finding, Outcome, Policy, Posture, RuleId, Severity, rules};

use crate::finding::title;
use crate::{Result, content, word};

/// An outcome with the risks accepted of it and the policy that scores it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key(content::Hash);

impl Key {
    pub fn new(outcome: &[u8], accepted: &AcceptedSet, policy: i32) -> Self {
        let mut key = content::Key::new("digest").with(outcome).with(policy.to_le_bytes());
        for (rule, subject) in accepted {
            key = key.with(rule.as_str()).with(subject);
        }
        Self(key.finish())
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Digest {
    pub dimensions: [f64; 5],
    pub worst: Option<Cause>,
    pub escape_paths: Vec<EscapeKind>,
    pub unknown: i64,
}

#[derive(Debug, Default)]
pub(super) struct Digests {
    by_key: HashMap<Key, Digest>,
    workloads: i64,
    /// By dimension: sum of the scores, workloads with a finding that counts.
    dimensions: [(f64, i64); 5],
    escape_paths: BTreeMap<EscapeKind, i64>,
    pub escaping: i64,
    fixes: BTreeMap<RuleId, Gain>,
    pub policy_versions: BTreeSet<i64>,
    pub rules_revisions: BTreeSet<i64>,
}

#[derive(Debug)]
struct Gain {
    severity: Severity,
    workloads: i64,
    findings: i64,
    /// Points of all workloads together.
    points: f64,
}

impl Digests {
    pub fn of(&self, key: &Key) -> Option<&Digest> {
        self.by_key.get(key)
    }

    pub fn add(
        &mut self,
        key: Key,
        outcome: &Outcome,
        accepted: &AcceptedSet,
        policy: &Policy,
        workloads: i64,
    ) {
        let posture = score(outcome, accepted, policy);
        let mut escape_paths: Vec<_> = outcome.escape_paths.iter().map(|path| path.kind).collect();
        escape_paths.sort_unstable();
        escape_paths.dedup();
        self.workloads += workloads;
        self.escaping += if escape_paths.is_empty() { 0 } else { workloads };
        for kind in &escape_paths {
            *self.escape_paths.entry(*kind).or_default() += workloads;
        }
        for (sum, dimension) in self.dimensions.iter_mut().zip(&posture.dimensions) {
            sum.0 += dimension.score * workloads as f64;
            sum.1 += if dimension.worst.is_some() { workloads } else { 0 };
        }
        self.add_gains(outcome, accepted, policy, &posture, workloads);
        let worst = counting(outcome, &posture).next().map(cause);
        let dimensions = posture.dimensions.map(|dimension| dimension.score);
        let unknown = i64::try_from(outcome.unknown.len()).unwrap_or(i64::MAX);
        self.by_key.insert(key, Digest { dimensions, worst, escape_paths, unknown });
    }

    /// Scores again without the findings of each rule.
    fn add_gains(
        &mut self,
        outcome: &Outcome,
        accepted: &AcceptedSet,
        policy: &Policy,
        posture: &Posture,
        workloads: i64,
    ) {
        let mut by_rule: BTreeMap<&RuleId, Vec<&Finding>> = BTreeMap::new();
        for finding in counting(outcome, posture) {
            by_rule.entry(&finding.rule).or_default().push(finding);
        }
        for (rule, findings) in by_rule {
            let mut without = accepted.clone();
            without.extend(findings.iter().map(|finding| (rule.clone(), finding.subject.clone())));
            let gain = score(outcome, &without, policy).score - posture.score;
            let worst = findings.iter().map(|finding| finding.severity).max().unwrap_or(Severity::Info);
            let sum = self.fixes.entry(rule.clone()).or_insert(Gain {
                severity: worst,
                workloads: 0,
                findings: 0,
                points: 0.0,
            });
            sum.severity = sum.severity.max(worst);
            sum.workloads += workloads;
            sum.findings += workloads * i64::try_from(findings.len()).unwrap_or(i64::MAX);
            sum.points += gain * workloads as f64;
        }
    }

    pub fn means(&self) -> Vec<DimensionMean> {
        if self.workloads == 0 {
            return Vec::new();
        }
        let mean = |dimension: Dimension| {
            let (sum, workloads) = self.dimensions[dimension.index()];
            DimensionMean { dimension, mean: sum / self.workloads as f64, workloads }
        };
        Dimension::ALL.map(mean).to_vec()
    }

    /// Those that raise the index, the highest gain first.
    pub fn fixes(&self, most: usize) -> Vec<Fix> {
        let mut gains: Vec<_> = self.fixes.iter().filter(|(_, gain)| gain.points > 0.0).collect();
        gains.sort_by(|(a, one), (b, other)| other.points.total_cmp(&one.points).then(a.cmp(b)));
        let fix = |(rule, gain): (&RuleId, &Gain)| Fix {
            rule: rule.to_string(),
            title: title(rule.as_str()),
            fix: rules::find(rule.as_str()).map_or_else(String::new, |known| known.fix.into()),
            severity: gain.severity,
            workloads: gain.workloads,
            findings: gain.findings,
            gain: gain.points / self.workloads as f64,
        };
        gains.into_iter().take(most).map(fix).collect()
    }

    /// Most workloads first; `before`: how many there were at the beginning.
    pub fn escape_lines(&self, before: &BTreeMap<EscapeKind, i64>) -> Vec<EscapeLine> {
        let kinds: BTreeSet<_> = self.escape_paths.keys().chain(before.keys()).copied().collect();
        let count =
            |counts: &BTreeMap<EscapeKind, i64>, kind: EscapeKind| counts.get(&kind).copied().unwrap_or(0);
        let line = |kind| EscapeLine {
            kind,
            workloads: count(&self.escape_paths, kind),
            before: count(before, kind),
        };
        let mut lines: Vec<_> = kinds.into_iter().map(line).collect();
        lines.sort_by_key(|line| (-line.workloads, line.kind));
        lines
    }
}

/// Findings that count, worst first.
fn counting<'a>(outcome: &'a Outcome, posture: &'a Posture) -> impl Iterator<Item = &'a Finding> {
    let shares = outcome.findings.iter().zip(&posture.shares);
    shares.filter(|(_, share)| !share.accepted).map(|(finding, _)| finding)
}

fn cause(finding: &Finding) -> Cause {
    Cause {
        rule: finding.rule.to_string(),
        title: title(finding.rule.as_str()),
        subject: finding.subject.clone(),
        severity: finding.severity,
    }
}

/// Of a finding as its row has it.
pub(super) fn cause_of(rule: String, subject: String, severity: i16) -> Result<Cause> {
    Ok(Cause { title: title(&rule), rule, subject, severity: word::severity(severity)? })
}
