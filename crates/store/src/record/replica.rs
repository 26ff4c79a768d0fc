//! The containers behind a workload, and what they show together. Pure.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use fleet::lifecycle::EPHEMERAL_AGE;
use fleet::workload::SeverityCounts;
use posture::facts::State;
use posture::score::score;
use posture::{AcceptedSet, Outcome, Policy};

use super::evaluated::Evaluated;
use super::finding::{Seen, SeenSet};
use crate::content::Hash;

/// One container behind a workload.
#[derive(Clone, Debug)]
pub(crate) struct Replica {
    pub facts_hash: Hash,
    pub image_hash: Option<Hash>,
    pub image: String,
    pub state: State,
    pub created_at: Option<DateTime<Utc>>,
    pub due_at: Option<DateTime<Utc>>,
    pub evaluated: Arc<Evaluated>,
}

/// Until when an ephemeral workload opens no findings; `None`: it does already.
pub(crate) fn ripens_at<'a>(replicas: impl IntoIterator<Item = &'a Replica>) -> Option<DateTime<Utc>> {
    let mut ripens = None;
    for replica in replicas {
        if !replica.evaluated.outcome.escape_paths.is_empty() {
            return None;
        }
        let at = replica.created_at?.checked_add_signed(EPHEMERAL_AGE)?;
        ripens = Some(ripens.map_or(at, |earliest: DateTime<Utc>| earliest.min(at)));
    }
    ripens
}

/// The replica with the lowest (raw score, facts hash).
pub(super) fn deciding<'a>(replicas: &'a [Replica], policy: &Policy) -> &'a Replica {
    if let [only] = replicas {
        return only;
    }
    let raw = |replica: &Replica| score(&replica.evaluated.outcome, &AcceptedSet::new(), policy).raw_score;
    let scored = replicas.iter().map(|replica| (raw(replica), replica));
    let lowest = scored.min_by(|(a, one), (b, two)| a.total_cmp(b).then(one.facts_hash.cmp(&two.facts_hash)));
    lowest.map(|(_, replica)| replica).expect("a workload is assessed with at least one replica")
}

/// The findings of all replicas; where the deciding one has it, as it has it.
pub(super) fn seen(replicas: &[Replica], deciding: &Replica) -> SeenSet {
    let mut seen = SeenSet::new();
    add(&mut seen, &deciding.evaluated.outcome, true);
    for replica in replicas.iter().filter(|replica| !std::ptr::eq(*replica, deciding)) {
        add(&mut seen, &replica.evaluated.outcome, false);
    }
    seen
}

fn add(seen: &mut SeenSet, outcome: &Outcome, decides: bool) {
    for (place, finding) in outcome.findings.iter().enumerate() {
        let entry = seen.entry((finding.rule.clone(), finding.subject.clone())).or_insert_with(|| Seen {
            severity: finding.severity,
            evidence: finding.evidence.clone(),
            replicas: 0,
            place: decides.then_some(place),
        });
        entry.replicas += 1;
        if entry.place.is_none() && finding.severity > entry.severity {
            entry.severity = finding.severity;
            entry.evidence.clone_from(&finding.evidence);
        }
    }
}

pub(super) fn severities(seen: &SeenSet, accepted: &AcceptedSet) -> SeverityCounts {
    let mut counts = SeverityCounts::default();
    for (_, seen) in seen.iter().filter(|(key, _)| !accepted.contains(key)) {
        *counts.of_mut(seen.severity) += 1;
    }
    counts
}

/// The state of the replica that is most alive.
pub(super) fn liveliest(replicas: &[Replica]) -> State {
    const ORDER: [State; 7] = [
        State::Running,
        State::Restarting,
        State::Paused,
        State::Created,
        State::Exited,
        State::Removing,
        State::Dead,
    ];
    let alive = |state: &State| replicas.iter().any(|replica| replica.state == *state);
    ORDER.into_iter().find(alive).unwrap_or_default()
}
