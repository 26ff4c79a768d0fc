//! What the replicas of a workload make of its posture, its findings and its place in lists. Pure.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use fleet::lifecycle::EPHEMERAL_AGE;
use fleet::workload::{ChangeReason, SeverityCounts};
use posture::facts::State;
use posture::score::score;
use posture::{AcceptedSet, Outcome, Policy, Posture};
use uuid::Uuid;

use super::evaluated::Evaluated;
use super::finding::{Doubt, FindingRecord, Findings, Happening, Seen, SeenSet};
use super::known::{KnownWorkload, in_force};
use crate::content::{Hash, Key};

/// What is the same for all workloads of a host in one transaction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    pub host: Uuid,
    pub host_name: &'a str,
    pub host_hash: Hash,
    pub policy: &'a Policy,
    /// The scan was partial.
    pub partial: bool,
    pub now: DateTime<Utc>,
}

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

/// Which workload.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub id: Uuid,
    pub kind: String,
    pub identity_hash: Hash,
    pub identity: String,
    pub project: String,
    pub name: String,
    pub is_ephemeral: bool,
    pub first_seen_at: DateTime<Utc>,
}

impl From<&KnownWorkload> for Head {
    fn from(known: &KnownWorkload) -> Self {
        Self {
            id: known.id,
            kind: known.kind.clone(),
            identity_hash: known.identity_hash,
            identity: known.identity.clone(),
            project: known.project.clone(),
            name: known.name.clone(),
            is_ephemeral: known.is_ephemeral,
            first_seen_at: known.first_seen_at,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    There,
    /// Without containers since a moment; its last known replica stands for it.
    Absent(DateTime<Utc>),
    /// Absent for longer than the grace.
    Gone {
        since: DateTime<Utc>,
        at: DateTime<Utc>,
    },
}

/// A workload as it is to be written.
#[derive(Clone, Debug)]
pub(crate) struct Assessment {
    pub head: Head,
    /// There is no row of it yet.
    pub is_new: bool,
    pub presence: Presence,
    pub unsettled: bool,
    pub counts: bool,
    pub state: State,
    pub replicas: i32,
    pub image: String,
    pub facts_hash: Hash,
    pub image_hash: Option<Hash>,
    pub evaluated: Arc<Evaluated>,
    pub due_at: Option<DateTime<Utc>>,
    pub posture: Posture,
    pub severities: SeverityCounts,
    pub accepted: AcceptedSet,
    pub input_key: Hash,
    /// Beginning of the current interval.
    pub since: DateTime<Utc>,
    /// Set when the interval is new.
    pub reason: Option<ChangeReason>,
    /// The interval before it, if it is still open.
    pub open_before: bool,
    pub findings: Vec<FindingRecord>,
    pub happenings: Vec<Happening>,
}

impl Assessment {
    /// Worst finding that counts.
    pub fn worst_rule(&self) -> Option<&str> {
        let shares = self.posture.shares.iter();
        let mut counting =
            self.evaluated.outcome.findings.iter().zip(shares).filter(|(_, share)| !share.accepted);
        counting.next().map(|(finding, _)| finding.rule.as_str())
    }
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

impl Context<'_> {
    /// `replicas` has at least one; `change` may decide about the findings before they are weighed.
    pub fn assess(
        &self,
        head: Head,
        before: Option<&KnownWorkload>,
        presence: Presence,
        replicas: &[Replica],
        known: Vec<FindingRecord>,
    ) -> Assessment {
        let deciding = deciding(replicas, self.policy);
        let seen = seen(replicas, deciding);
        let young = head.is_ephemeral && ripens_at(replicas).is_some_and(|at| at > self.now);
        let findings = if presence == Presence::There {
            let unknown = replicas.iter().flat_map(|replica| &replica.evaluated.outcome.unknown);
            let doubt = Doubt { unknown: unknown.map(|u| &u.rule).collect(), partial: self.partial, young };
            Findings::follow(head.id, known, &seen, &doubt, self.policy, self.now)
        } else {
            let mut findings = Findings::known(known);
            findings.place(&deciding.evaluated.outcome);
            if let Presence::Gone { .. } = presence {
                findings.resolve_all("the workload is gone", self.now);
            }
            findings
        };
        self.conclude(head, before, presence, replicas, deciding, &seen, findings)
    }

    /// Scores again after `change` did something to the findings of a workload that was not scanned.
    pub fn rescore(
        &self,
        before: &KnownWorkload,
        replicas: &[Replica],
        mut findings: Findings,
    ) -> Assessment {
        let deciding = deciding(replicas, self.policy);
        findings.place(&deciding.evaluated.outcome);
        findings.withheld = before.unsettled;
        let seen = seen(replicas, deciding);
        let presence = match (before.gone_at, before.absent_since) {
            (Some(at), since) => Presence::Gone { since: since.unwrap_or(at), at },
            (None, Some(at)) => Presence::Absent(at),
            (None, None) => Presence::There,
        };
        self.conclude(Head::from(before), Some(before), presence, replicas, deciding, &seen, findings)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one decision, from two callers")]
    fn conclude(
        &self,
        head: Head,
        before: Option<&KnownWorkload>,
        presence: Presence,
        replicas: &[Replica],
        deciding: &Replica,
        seen: &SeenSet,
        mut findings: Findings,
    ) -> Assessment {
        let accepted: AcceptedSet =
            findings.accepted(self.now).into_iter().filter(|key| seen.contains_key(key)).collect();
        let posture = score(&deciding.evaluated.outcome, &accepted, self.policy);
        findings.weigh(|place| (posture.shares[place].loss, posture.shares[place].gain));
        let there = presence == Presence::There;
        let counts = there && replicas.iter().any(|replica| replica.state.counts());
        let input_key = self.input_key(deciding, counts, &accepted, (replicas.len() > 1).then_some(seen));
        let (since, reason) = self.interval(before, presence, deciding, counts, input_key);
        let unsettled = findings.withheld;
        let (findings, happenings) = findings.changed();
        Assessment {
            is_new: before.is_none(),
            presence,
            unsettled,
            counts,
            state: if there { liveliest(replicas) } else { State::Exited },
            replicas: if there { i32::try_from(replicas.len()).unwrap_or(i32::MAX) } else { 0 },
            image: deciding.image.clone(),
            facts_hash: deciding.facts_hash,
            image_hash: deciding.image_hash,
            evaluated: deciding.evaluated.clone(),
            due_at: replicas.iter().filter_map(|replica| replica.due_at).min(),
            severities: severities(seen, &accepted),
            posture,
            accepted,
            input_key,
            since,
            reason,
            open_before: before.is_some_and(KnownWorkload::is_there),
            findings,
            happenings,
            head,
        }
    }

    /// `seen` where the replicas together may show more than the deciding one.
    fn input_key(
        &self,
        deciding: &Replica,
        counts: bool,
        accepted: &AcceptedSet,
        seen: Option<&SeenSet>,
    ) -> Hash {
        let (policy_version, rules_revision) = in_force(self.policy);
        let mut key = Key::new("posture")
            .with(deciding.facts_hash)
            .with(deciding.image_hash.as_ref().map_or(&[][..], |hash| &hash[..]))
            .with(self.host_hash)
            .with(deciding.evaluated.verdict)
            .with([u8::from(counts)])
            .with(policy_version.to_le_bytes())
            .with(rules_revision.to_le_bytes());
        for (rule, subject) in accepted {
            key = key.with(rule.as_str()).with(subject);
        }
        for ((rule, subject), seen) in seen.into_iter().flatten() {
            key = key.with(rule.as_str()).with(subject).with(seen.severity.as_str());
        }
        key.finish()
    }

    /// When the current interval began, and what began it if that is now.
    fn interval(
        &self,
        before: Option<&KnownWorkload>,
        presence: Presence,
        deciding: &Replica,
        counts: bool,
        input_key: Hash,
    ) -> (DateTime<Utc>, Option<ChangeReason>) {
        let Some(before) = before else { return (self.now, Some(ChangeReason::FirstSeen)) };
        if before.input_key == input_key && before.is_there() || matches!(presence, Presence::Gone { .. }) {
            return (before.posture_since, None);
        }
        let earliest = before.posture_since + TimeDelta::microseconds(1);
        let since = self.now.max(earliest).max(before.gone_at.unwrap_or(earliest));
        let redeployed = before.facts_hash != deciding.facts_hash
            || before.image_hash != deciding.image_hash
            || !before.is_there();
        let reason = if presence != Presence::There && before.counts {
            ChangeReason::Gone
        } else if redeployed {
            ChangeReason::Redeployed
        } else if before.host_hash != self.host_hash {
            ChangeReason::HostChanged
        } else if (before.policy_version, before.rules_revision) != in_force(self.policy) {
            ChangeReason::Rules
        } else if before.outcome_hash == deciding.evaluated.hash && before.counts == counts {
            ChangeReason::Acceptance
        } else {
            ChangeReason::Aged
        };
        (since, Some(reason))
    }
}

/// The replica with the lowest (raw score, facts hash).
fn deciding<'a>(replicas: &'a [Replica], policy: &Policy) -> &'a Replica {
    if let [only] = replicas {
        return only;
    }
    let raw = |replica: &Replica| score(&replica.evaluated.outcome, &AcceptedSet::new(), policy).raw_score;
    let scored = replicas.iter().map(|replica| (raw(replica), replica));
    let lowest = scored.min_by(|(a, one), (b, two)| a.total_cmp(b).then(one.facts_hash.cmp(&two.facts_hash)));
    lowest.map(|(_, replica)| replica).expect("a workload is assessed with at least one replica")
}

/// The findings of all replicas; where the deciding one has it, as it has it.
fn seen(replicas: &[Replica], deciding: &Replica) -> SeenSet {
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

fn severities(seen: &SeenSet, accepted: &AcceptedSet) -> SeverityCounts {
    let mut counts = SeverityCounts::default();
    for (_, seen) in seen.iter().filter(|(key, _)| !accepted.contains(key)) {
        *counts.of_mut(seen.severity) += 1;
    }
    counts
}

/// The state of the replica that is most alive.
fn liveliest(replicas: &[Replica]) -> State {
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
