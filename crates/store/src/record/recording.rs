//! A scan beside what was known before: which containers and workloads are not as they were.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use fleet::lifecycle::GONE_GRACE;
use fleet::workload::Identity;
use sqlx::PgConnection;
use uuid::Uuid;

use super::assessment::Head;
use super::incoming::{Incoming, IncomingContainer};
use super::known::{KnownContainer, KnownWorkload};
use super::locked::LockedHost;
use super::matching::Matching;
use super::slot::Slot;
use super::{carry, known, write};
use crate::Result;
use crate::content::Hash;

/// The addresses of facts that are stored of a host.
fn facts_of(host: &LockedHost, containers: &[KnownContainer]) -> HashSet<Hash> {
    let of_containers = containers.iter().flat_map(|known| [Some(known.facts_hash), known.image_hash]);
    of_containers.chain([host.facts_hash]).flatten().collect()
}

#[derive(Debug)]
pub(super) struct Recording<'a> {
    pub incoming: Incoming<'a>,
    pub slots: Vec<Slot>,
    pub heads: HashMap<Uuid, Head>,
    pub known: HashMap<Uuid, KnownWorkload>,
    /// Engine ids of containers that are no more.
    pub gone: Vec<String>,
    /// Workloads that must be assessed.
    pub affected: BTreeSet<Uuid>,
}

impl<'a> Recording<'a> {
    pub async fn read(
        connection: &mut PgConnection,
        host: &LockedHost,
        mut incoming: Incoming<'a>,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let identities: Vec<(Identity, Hash)> =
            incoming.containers.iter().map(IncomingContainer::identify).collect();
        let hashes: Vec<Hash> =
            identities.iter().map(|(_, hash)| *hash).collect::<HashSet<_>>().into_iter().collect();
        let containers = known::containers(connection, host.id).await?;
        let workloads = known::workloads(connection, host.id, &hashes).await?;
        carry::over(connection, host, &containers, &mut incoming).await?;
        let stored_facts = facts_of(host, &containers);
        let mut matching = Matching::new(host, workloads, now);
        // The database stores the facts while they are judged here.
        let (stored, judged) = tokio::join!(
            write::facts(connection, incoming.contents(), &stored_facts),
            matching.run(&incoming, &identities, containers)
        );
        stored.and(judged)?;
        matching.evaluate_carried(connection, &incoming).await?;
        matching.affect_by_time(&incoming);
        let Matching { slots, heads, known, gone, affected, .. } = matching;
        Ok(Self { incoming, slots, heads, known, gone, affected })
    }

    /// Slots by workload.
    pub fn slots_of(&self) -> HashMap<Uuid, Vec<&Slot>> {
        let mut slots_of: HashMap<Uuid, Vec<&Slot>> = HashMap::new();
        for slot in &self.slots {
            slots_of.entry(slot.workload).or_default().push(slot);
        }
        slots_of
    }

    /// The earliest moment at which the same scan would change something.
    pub fn revisit_at(
        &self,
        absent: impl Iterator<Item = DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let ripening =
            self.slots.iter().filter(|slot| self.is_ephemeral(slot.workload)).filter_map(Slot::ripens_at);
        absent.map(|since| since + GONE_GRACE).chain(ripening).filter(|at| *at > now).min()
    }

    fn is_ephemeral(&self, workload: Uuid) -> bool {
        self.heads.get(&workload).is_some_and(|head| head.is_ephemeral)
    }
}
