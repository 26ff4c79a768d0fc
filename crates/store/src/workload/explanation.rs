//! What each finding of a posture takes, whether or not a row was opened for it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use fleet::FindingId;
use fleet::finding::{FindingRow, FindingState, Replicas, Target};
use posture::score::score;
use posture::{AcceptedSet, Outcome, Policy};
use uuid::Uuid;

use crate::finding::title;
use crate::id::finding_id;

/// A posture of a workload at one moment.
pub(super) struct Explained<'a> {
    pub workload: Uuid,
    pub target: &'a Target,
    pub outcome: &'a Outcome,
    pub accepted: &'a AcceptedSet,
    pub policy: &'a Policy,
    /// Since when findings without a row are there.
    pub since: DateTime<Utc>,
    pub replicas: i64,
    pub stale: bool,
}

impl Explained<'_> {
    /// Findings by dimension, then loss. `known` rows are taken as they are, also those that only other replicas
    /// have; the others are made from the outcome.
    pub fn findings(&self, known: Vec<FindingRow>) -> Vec<FindingRow> {
        let posture = score(self.outcome, self.accepted, self.policy);
        // Not by id: rows from before an id was made of rule and subject alone keep the one that they had.
        let mut known: HashMap<(String, String), FindingRow> =
            known.into_iter().map(|row| ((row.rule.clone(), row.subject.clone()), row)).collect();
        let mut rows: Vec<FindingRow> = Vec::with_capacity(self.outcome.findings.len());
        for (finding, share) in self.outcome.findings.iter().zip(&posture.shares) {
            let key = (finding.rule.to_string(), finding.subject.clone());
            let mut row = known.remove(&key).unwrap_or_else(|| self.unopened(finding));
            (row.loss, row.gain) = (share.loss, share.gain);
            rows.push(row);
        }
        rows.extend(known.into_values());
        rows.sort_by(|a, b| {
            a.dimension.cmp(&b.dimension).then(b.loss.total_cmp(&a.loss)).then(a.id.cmp(&b.id))
        });
        rows
    }

    fn unopened(&self, finding: &posture::Finding) -> FindingRow {
        let accepted = self.accepted.contains(&(finding.rule.clone(), finding.subject.clone()));
        FindingRow {
            id: FindingId(finding_id(self.workload, finding.rule.as_str(), &finding.subject)),
            rule: finding.rule.to_string(),
            title: title(finding.rule.as_str()),
            dimension: finding.rule.dimension(),
            severity: finding.severity,
            subject: finding.subject.clone(),
            evidence: finding.evidence.clone(),
            state: if accepted { FindingState::Accepted } else { FindingState::Open },
            target: self.target.clone(),
            opened_at: self.since,
            accepted_until: None,
            loss: 0.0,
            gain: 0.0,
            replicas: Replicas { affected: 1, all: self.replicas },
            stale: self.stale,
            revision: 0,
        }
    }
}
