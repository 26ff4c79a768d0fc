use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use posture::facts::{Container, Host, Image, Runtime, Surroundings};
use posture::{Policy, Subject};
use sqlx::PgConnection;

use super::evaluated::Evaluated;
use super::known::KnownContainer;
use super::slot::{News, OutcomeOf, Slot};
use super::stored;
use crate::Result;
use crate::content::{Hash, Key};

/// Bytes of most circumstances as JSON.
const USUAL_LENGTH: usize = 256;

/// Evaluates the containers of one host, each distinct input once.
#[derive(Debug)]
pub(super) struct Evaluator<'a> {
    pub host: &'a Host,
    pub policy: &'a Policy,
    pub now: DateTime<Utc>,
    done: HashMap<Hash, Arc<Evaluated>>,
}

/// What is evaluated, with the addresses that tell it apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Input<'a> {
    pub container: &'a Container,
    pub facts_hash: Hash,
    pub image: Option<&'a Image>,
    pub image_hash: Option<Hash>,
    pub runtime: &'a Runtime,
    pub surroundings: &'a Surroundings,
}

/// The address of what around a container is not its facts.
pub(super) fn circumstances(runtime: &Runtime, surroundings: &Surroundings) -> Result<Hash> {
    let mut json = Vec::with_capacity(USUAL_LENGTH);
    serde_json::to_writer(&mut json, &runtime.bucket())?;
    serde_json::to_writer(&mut json, surroundings)?;
    Ok(blake3::hash(&json).into())
}

impl<'a> Evaluator<'a> {
    pub fn new(host: &'a Host, policy: &'a Policy, now: DateTime<Utc>) -> Self {
        Self { host, policy, now, done: HashMap::new() }
    }

    pub fn evaluate(&mut self, input: Input<'_>) -> Result<Arc<Evaluated>> {
        let key = Key::new("evaluation")
            .with(input.facts_hash)
            .with(input.image_hash.as_ref().map_or(&[][..], |hash| &hash[..]))
            .with(circumstances(input.runtime, input.surroundings)?)
            .finish();
        if let Some(known) = self.done.get(&key) {
            return Ok(known.clone());
        }
        let subject = Subject {
            container: input.container,
            runtime: input.runtime,
            image: input.image,
            host: self.host,
            surroundings: input.surroundings,
        };
        let evaluated = Arc::new(Evaluated::new(posture::evaluate(&subject, self.policy, self.now))?);
        self.done.insert(key, evaluated.clone());
        Ok(evaluated)
    }

    /// Evaluates containers from the facts that are stored of them.
    pub async fn evaluate_stored(
        &mut self,
        connection: &mut PgConnection,
        known: Vec<KnownContainer>,
    ) -> Result<Vec<Slot>> {
        let hashes: Vec<Hash> = known.iter().map(|known| known.facts_hash).collect();
        let images: Vec<Hash> = known.iter().filter_map(|known| known.image_hash).collect();
        let containers: HashMap<Hash, Container> = stored::facts(connection, &hashes).await?;
        let images: HashMap<Hash, Image> = stored::facts(connection, &images).await?;
        let mut slots = Vec::with_capacity(known.len());
        for known in known {
            let Some(container) = containers.get(&known.facts_hash) else { continue };
            let evaluated = self.evaluate(Input {
                container,
                facts_hash: known.facts_hash,
                image: known.image_hash.and_then(|hash| images.get(&hash)),
                image_hash: known.image_hash,
                runtime: &known.runtime,
                surroundings: &known.surroundings,
            })?;
            slots.push(Slot {
                due_at: evaluated.due_at(self.now),
                outcome: OutcomeOf::Fresh(evaluated),
                news: News::Changed,
                ..Slot::from(known)
            });
        }
        Ok(slots)
    }
}
