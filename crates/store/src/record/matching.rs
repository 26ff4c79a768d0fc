//! Containers of a scan met with those that are known: which workload each belongs to, and what is not as it was.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use fleet::lifecycle::GONE_GRACE;
use fleet::workload::{Identity, IdentityKind};
use posture::facts::Image;
use sqlx::PgConnection;
use uuid::Uuid;

use super::assessment::Head;
use super::evaluator::{Evaluator, Input};
use super::incoming::{Incoming, IncomingContainer};
use super::known::{KnownContainer, KnownWorkload};
use super::locked::{LockedHost, in_force};
use super::slot::{News, OutcomeOf, Slot};
use super::turn::take_turns;
use crate::Result;
use crate::content::{Content, Hash};
use crate::id::new_id;

#[derive(Debug)]
pub(super) struct Matching<'a> {
    host: &'a LockedHost,
    now: DateTime<Utc>,
    ids: HashMap<Hash, Uuid>,
    pub slots: Vec<Slot>,
    pub heads: HashMap<Uuid, Head>,
    pub known: HashMap<Uuid, KnownWorkload>,
    pub gone: Vec<String>,
    /// Listed or not, these could not be read; they stand as they were last known.
    carried: Vec<KnownContainer>,
    pub affected: BTreeSet<Uuid>,
}

impl<'a> Matching<'a> {
    pub fn new(host: &'a LockedHost, workloads: Vec<KnownWorkload>, now: DateTime<Utc>) -> Self {
        Self {
            host,
            now,
            ids: workloads.iter().map(|workload| (workload.identity_hash, workload.id)).collect(),
            slots: Vec::new(),
            heads: workloads.iter().map(|workload| (workload.id, Head::from(workload))).collect(),
            known: workloads.into_iter().map(|workload| (workload.id, workload)).collect(),
            gone: Vec::new(),
            carried: Vec::new(),
            affected: BTreeSet::new(),
        }
    }

    pub async fn run(
        &mut self,
        incoming: &Incoming<'_>,
        identities: &[(Identity, Hash)],
        containers: Vec<KnownContainer>,
    ) -> Result<()> {
        let mut before: HashMap<String, KnownContainer> =
            containers.into_iter().map(|container| (container.engine_id.clone(), container)).collect();
        let mut evaluator = Evaluator::new(&incoming.host, &self.host.policy, self.now);
        for (number, (container, (identity, hash))) in incoming.containers.iter().zip(identities).enumerate()
        {
            take_turns(number).await;
            let workload = self.workload_of(identity, *hash);
            let image = incoming.images.get(container.container.facts.image_id.as_str());
            let image = image.map(|(image, content)| (&**image, content));
            let known = before.remove(&container.engine_id);
            let host_hash = incoming.host_content.hash;
            let slot = self.slot(container, workload, image, known.as_ref(), host_hash, &mut evaluator)?;
            self.affect_by_slot(&slot, known.as_ref());
            self.slots.push(slot);
        }
        for container in before.into_values() {
            if incoming.is_complete() {
                self.affected.insert(container.workload_id);
                self.gone.push(container.engine_id);
            } else {
                self.carried.push(container);
            }
        }
        Ok(())
    }

    /// What was not read this time is judged all the same when host, rules or time have overtaken its verdict.
    pub async fn evaluate_carried(
        &mut self,
        connection: &mut PgConnection,
        incoming: &Incoming<'_>,
    ) -> Result<()> {
        let host_hash = incoming.host_content.hash;
        let carried = std::mem::take(&mut self.carried);
        let (still, overtaken): (Vec<_>, Vec<_>) =
            carried.into_iter().partition(|known| self.holds(known, host_hash));
        self.affected.extend(overtaken.iter().map(|known| known.workload_id));
        let mut evaluator = Evaluator::new(&incoming.host, &self.host.policy, self.now);
        let judged = evaluator.evaluate_stored(connection, overtaken).await?;
        self.slots.extend(still.into_iter().map(Slot::from).chain(judged));
        Ok(())
    }

    fn workload_of(&mut self, identity: &Identity, hash: Hash) -> Uuid {
        let id = *self.ids.entry(hash).or_insert_with(|| new_id(self.now));
        self.heads.entry(id).or_insert_with(|| Head {
            id,
            kind: identity.kind.as_str().into(),
            identity_hash: hash,
            identity: identity.key.clone(),
            project: identity.project.clone(),
            name: identity.name.clone(),
            is_ephemeral: identity.kind == IdentityKind::Ephemeral,
            first_seen_at: self.now,
        });
        id
    }

    fn slot(
        &self,
        container: &IncomingContainer<'_>,
        workload: Uuid,
        image: Option<(&Image, &Content)>,
        known: Option<&KnownContainer>,
        host_hash: Hash,
        evaluator: &mut Evaluator<'_>,
    ) -> Result<Slot> {
        let scanned = &*container.container;
        let image_hash = image.map(|(_, content)| content.hash);
        let same_facts = known.filter(|known| {
            known.facts_hash == container.content.hash
                && known.image_hash == image_hash
                && known.surroundings == container.surroundings
        });
        let holds = same_facts.filter(|known| {
            known.runtime.bucket() == scanned.runtime.bucket() && self.holds(known, host_hash)
        });
        let (outcome, due_at) = if let Some(known) = holds {
            (OutcomeOf::Stored(known.outcome_hash), known.due_at)
        } else {
            let evaluated = evaluator.evaluate(Input {
                container: &scanned.facts,
                facts_hash: container.content.hash,
                image: image.map(|(image, _)| image),
                image_hash,
                runtime: &scanned.runtime,
                surroundings: &container.surroundings,
            })?;
            let due_at = evaluated.due_at(self.now);
            (OutcomeOf::Fresh(evaluated), due_at)
        };
        let mut slot = Slot {
            engine_id: container.engine_id.clone(),
            workload,
            name: scanned.name.clone(),
            facts_hash: container.content.hash,
            image_hash,
            image: scanned.facts.image_reference.clone(),
            image_id: scanned.facts.image_id.clone(),
            runtime: scanned.runtime.clone(),
            surroundings: container.surroundings.clone(),
            due_at,
            outcome,
            news: News::Changed,
        };
        slot.news = news(&slot, known, same_facts);
        Ok(slot)
    }

    /// Whether what was evaluated before still holds, facts and runtime being the same.
    fn holds(&self, known: &KnownContainer, host_hash: Hash) -> bool {
        let versions =
            self.known.get(&known.workload_id).map(|before| (before.policy_version, before.rules_revision));
        versions == Some(in_force(&self.host.policy))
            && self.host.facts_hash == Some(host_hash)
            && known.due_at.is_none_or(|due_at| due_at > self.now)
    }

    fn affect_by_slot(&mut self, slot: &Slot, known: Option<&KnownContainer>) {
        let state_changed = known.is_none_or(|known| known.runtime.state != slot.runtime.state);
        if matches!(slot.news, News::Changed | News::New)
            || state_changed
            || matches!(slot.outcome, OutcomeOf::Fresh(_)) && slot.news == News::Nothing
        {
            self.affected.insert(slot.workload);
        }
        if let Some(known) = known.filter(|known| known.workload_id != slot.workload) {
            self.affected.insert(known.workload_id);
        }
    }

    /// Workloads that came back, are absent, ripened, or wait for a complete scan.
    pub fn affect_by_time(&mut self, incoming: &Incoming<'_>) {
        let there: HashSet<Uuid> = self.slots.iter().map(|slot| slot.workload).collect();
        let host_changed = self.host.facts_hash != Some(incoming.host_content.hash);
        for (id, before) in &self.known {
            let waits = before.unsettled && incoming.is_complete();
            let came_or_went = there.contains(id) != (before.absent_since.is_none() && before.is_there());
            let over =
                before.absent_since.is_some_and(|since| since + GONE_GRACE <= self.now) && before.is_there();
            let outdated = (before.policy_version, before.rules_revision) != in_force(&self.host.policy);
            if waits || came_or_went || over || there.contains(id) && (host_changed || outdated) {
                self.affected.insert(*id);
            }
        }
        let Some(due) = self.host.revisit_at else { return };
        let ripened = |slot: &&Slot| slot.ripens_at().is_some_and(|at| at >= due && at <= self.now);
        for slot in self.slots.iter().filter(ripened) {
            if self.heads.get(&slot.workload).is_some_and(|head| head.is_ephemeral) {
                self.affected.insert(slot.workload);
            }
        }
    }
}

/// What of a container's row, if there is one and perhaps with the same facts, must be written.
fn news(slot: &Slot, known: Option<&KnownContainer>, same_facts: Option<&KnownContainer>) -> News {
    let Some(known) = same_facts else {
        return if known.is_some() { News::Changed } else { News::New };
    };
    let same_row = known.outcome_hash == slot.outcome_hash()
        && known.due_at == slot.due_at
        && known.workload_id == slot.workload
        && known.name == slot.name;
    match (same_row, known.runtime.bucket() == slot.runtime.bucket()) {
        (false, _) => News::Changed,
        (true, false) => News::Volatile,
        (true, true) => News::Nothing,
    }
}
