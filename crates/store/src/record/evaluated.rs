use chrono::{DateTime, Utc};
use posture::Outcome;

use crate::Result;
use crate::content::{Content, Hash, Key};
use crate::id::moment;

/// An outcome with its address.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Evaluated {
    pub outcome: Outcome,
    pub hash: Hash,
    /// Canonical JSON, while it is not known to be stored.
    pub json: Option<String>,
    /// What a posture depends on: the outcome without its words.
    pub verdict: Hash,
}

impl Evaluated {
    pub fn new(mut outcome: Outcome) -> Result<Self> {
        let content = Content::storable_mut(&mut outcome)?;
        let verdict = verdict(&outcome);
        Ok(Self { outcome, hash: content.hash, json: Some(content.json), verdict })
    }

    /// When time alone changes it; never in the past, or it would be asked for without end.
    pub fn due_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.outcome.due_at.map(moment).filter(|due_at| *due_at > now)
    }

    pub fn stored(hash: Hash, outcome: Outcome) -> Self {
        Self { verdict: verdict(&outcome), outcome, hash, json: None }
    }
}

/// Evidence may change while everything stays the same: "up for 91 days".
fn verdict(outcome: &Outcome) -> Hash {
    let mut key = Key::new("verdict");
    for finding in &outcome.findings {
        key = key.with(finding.rule.as_str()).with(&finding.subject).with(finding.severity.as_str());
    }
    key = key.with("unknown");
    for unknown in &outcome.unknown {
        key = key.with(unknown.rule.as_str()).with(unknown.could_be.as_str());
    }
    key = key.with("escape paths");
    for path in &outcome.escape_paths {
        let flags = [u8::from(path.needs_escalation), u8::from(path.downgraded)];
        key = key.with(path.rule.as_str()).with(&path.subject).with(path.kind.title()).with(flags);
    }
    key.finish()
}

#[cfg(test)]
mod tests {
    use posture::{Finding, RuleId, Severity};

    use super::*;

    fn outcome(severity: Severity, evidence: &str) -> Outcome {
        let finding = Finding {
            rule: RuleId::new("STL-005"),
            subject: String::new(),
            severity,
            evidence: evidence.into(),
            cause: None,
        };
        Outcome { findings: vec![finding], ..Outcome::default() }
    }

    #[test]
    fn other_words_are_another_outcome_and_the_same_verdict() {
        let before = Evaluated::new(outcome(Severity::Low, "up for 91 days")).unwrap();
        let after = Evaluated::new(outcome(Severity::Low, "up for 92 days")).unwrap();
        assert_ne!(before.hash, after.hash);
        assert_eq!(before.verdict, after.verdict);
        let worse = Evaluated::new(outcome(Severity::Medium, "up for 91 days")).unwrap();
        assert_ne!(before.verdict, worse.verdict);
    }
}
