//! Plain findings: nothing happened to them but being opened, all of a workload at the same moment, and all of its
//! replicas have them. They have no rows; a workload names the set, which is stored once for all that have the same.

use chrono::{DateTime, Utc};
use fleet::finding::FindingState;
use fleet::lifecycle::Standing;
use posture::{Outcome, RuleId, Severity};
use uuid::Uuid;

use super::finding::FindingRecord;
use crate::content::{Hash, Key};
use crate::id::{finding_prefix, halves, joined};
use crate::word::severity_code;

/// The plain findings of one workload as they are to be written.
#[derive(Clone, Debug)]
pub(crate) struct Plain {
    pub standing: PlainStanding,
    /// At least one.
    pub findings: Vec<PlainFinding>,
}

/// What a workload's row says of its plain findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PlainStanding {
    pub set: Hash,
    pub since: DateTime<Utc>,
    pub replicas: i32,
}

/// One finding of a set.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PlainFinding {
    /// The second half of its id.
    pub suffix: [u8; 8],
    pub rule: RuleId,
    pub subject: String,
    pub severity: Severity,
    pub loss: f64,
    pub gain: f64,
}

impl Plain {
    /// `None` where there are none.
    pub fn of(records: Vec<FindingRecord>, since: DateTime<Utc>, replicas: i32) -> Option<Self> {
        if records.is_empty() {
            return None;
        }
        let mut findings: Vec<PlainFinding> = records.into_iter().map(PlainFinding::from).collect();
        findings.sort_unstable_by_key(|finding| finding.suffix);
        Some(Self { standing: PlainStanding { set: address(&findings), since, replicas }, findings })
    }
}

fn address(findings: &[PlainFinding]) -> Hash {
    let mut key = Key::new("finding set");
    for finding in findings {
        key = key
            .with(finding.rule.as_str())
            .with(&finding.subject)
            .with(severity_code(finding.severity).to_le_bytes())
            .with(finding.loss.to_le_bytes())
            .with(finding.gain.to_le_bytes());
    }
    key.finish()
}

impl From<FindingRecord> for PlainFinding {
    fn from(record: FindingRecord) -> Self {
        Self {
            suffix: halves(record.id).1,
            rule: record.rule,
            subject: record.subject,
            severity: record.standing.severity,
            loss: record.loss,
            gain: record.gain,
        }
    }
}

impl PlainStanding {
    /// The findings of a workload as if they had rows; `outcome` is the one they came from.
    pub fn records(
        self,
        workload: Uuid,
        set: &[PlainFinding],
        outcome: Option<&Outcome>,
    ) -> Vec<FindingRecord> {
        let prefix = finding_prefix(workload);
        let record = |finding: &PlainFinding| FindingRecord {
            id: joined(prefix, finding.suffix),
            rule: finding.rule.clone(),
            subject: finding.subject.clone(),
            standing: Standing {
                state: FindingState::Open,
                severity: finding.severity,
                opened_at: self.since,
                resolved_at: None,
                acceptance: None,
            },
            evidence: outcome.and_then(|outcome| evidence(finding, outcome)).unwrap_or_default(),
            loss: finding.loss,
            gain: finding.gain,
            replicas: self.replicas,
            revision: 1,
            has_row: false,
        };
        set.iter().map(record).collect()
    }
}

fn evidence(plain: &PlainFinding, outcome: &Outcome) -> Option<String> {
    let same = |found: &&posture::Finding| found.rule == plain.rule && found.subject == plain.subject;
    outcome.findings.iter().find(same).map(|found| found.evidence.clone())
}
