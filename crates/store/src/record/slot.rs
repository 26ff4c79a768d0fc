use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use fleet::lifecycle::EPHEMERAL_AGE;
use posture::facts::{Runtime, Surroundings};
use uuid::Uuid;

use super::evaluated::Evaluated;
use super::known::KnownContainer;
use super::replica::Replica;
use crate::content::Hash;

/// One container after a scan.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    pub engine_id: String,
    pub workload: Uuid,
    pub name: String,
    pub facts_hash: Hash,
    pub image_hash: Option<Hash>,
    pub image: String,
    pub image_id: String,
    pub runtime: Runtime,
    pub surroundings: Surroundings,
    pub due_at: Option<DateTime<Utc>>,
    pub outcome: OutcomeOf,
    pub news: News,
}

#[derive(Clone, Debug)]
pub(crate) enum OutcomeOf {
    Fresh(Arc<Evaluated>),
    /// Stored under this address and still true.
    Stored(Hash),
}

/// What of a container's row is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum News {
    Nothing,
    /// Only what no rule sees.
    Volatile,
    Changed,
    /// There is no row yet.
    New,
}

impl Slot {
    pub fn outcome_hash(&self) -> Hash {
        match &self.outcome {
            OutcomeOf::Fresh(evaluated) => evaluated.hash,
            OutcomeOf::Stored(hash) => *hash,
        }
    }

    /// When the container is no more too young for findings, if its workload is ephemeral.
    pub fn ripens_at(&self) -> Option<DateTime<Utc>> {
        self.runtime.created_at?.checked_add_signed(EPHEMERAL_AGE)
    }

    /// `stored` holds the outcomes of all slots that were not evaluated.
    pub fn replica(&self, stored: &HashMap<Hash, Arc<Evaluated>>) -> Option<Replica> {
        let evaluated = match &self.outcome {
            OutcomeOf::Fresh(evaluated) => evaluated.clone(),
            OutcomeOf::Stored(hash) => stored.get(hash)?.clone(),
        };
        Some(Replica {
            facts_hash: self.facts_hash,
            image_hash: self.image_hash,
            image: self.image.clone(),
            state: self.runtime.state,
            created_at: self.runtime.created_at,
            due_at: self.due_at,
            evaluated,
        })
    }
}

impl From<KnownContainer> for Slot {
    fn from(known: KnownContainer) -> Self {
        Self {
            engine_id: known.engine_id,
            workload: known.workload_id,
            name: known.name,
            facts_hash: known.facts_hash,
            image_hash: known.image_hash,
            image: known.image,
            image_id: known.image_id,
            runtime: known.runtime,
            surroundings: known.surroundings,
            due_at: known.due_at,
            outcome: OutcomeOf::Stored(known.outcome_hash),
            news: News::Nothing,
        }
    }
}
