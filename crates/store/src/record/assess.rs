//! What the replicas of a workload make of its posture, its findings and its place in lists. Pure.

use chrono::{DateTime, TimeDelta, Utc};
use fleet::workload::ChangeReason;
use posture::facts::State;
use posture::score::score;
use posture::{AcceptedSet, Policy};
use uuid::Uuid;

use super::assessment::{Assessment, Head, Presence};
use super::finding::{Doubt, FindingRecord, Findings, SeenSet};
use super::known::KnownWorkload;
use super::locked::in_force;
use super::replica::{Replica, deciding, liveliest, ripens_at, seen, severities};
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
        let everywhere = if there { replicas_of(replicas) } else { before.map_or(0, plain_replicas) };
        let (findings, plain, happenings) = findings.rows_and_plain(everywhere);
        Assessment {
            is_new: before.is_none(),
            presence,
            unsettled,
            counts,
            state: if there { liveliest(replicas) } else { State::Exited },
            replicas: if there { replicas_of(replicas) } else { 0 },
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
            plain,
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

fn replicas_of(replicas: &[Replica]) -> i32 {
    i32::try_from(replicas.len()).unwrap_or(i32::MAX)
}

/// As its plain findings were last seen.
fn plain_replicas(before: &KnownWorkload) -> i32 {
    before.plain.map_or(0, |plain| plain.replicas)
}
