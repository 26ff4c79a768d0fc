use std::collections::BTreeSet;

use fleet::scan::{Missing, MissingWhat, ScannedContainer};
use futures::{StreamExt, join, stream};
use intake::IngestKey;
use intake::engine::{ContainerReading, ListedContainer, VolumeBinds, read_container};

use crate::engine::Engine;
use crate::failure::Failure;
use crate::images::Images;
use crate::question::Question;

/// Inspects every container of the list, each once, together with the images they were created from.
pub(crate) struct Containers<'a> {
    pub engine: &'a Engine<'a>,
    pub images: &'a Images<'a>,
    pub key: &'a IngestKey,
    pub binds: &'a VolumeBinds,
}

/// Sorted by engine id.
#[derive(Default)]
pub(crate) struct Inspected {
    pub containers: Vec<ScannedContainer>,
    pub missing: Vec<Missing>,
}

impl Containers<'_> {
    /// Calls `progress` with containers done, of how many.
    ///
    /// # Errors
    /// When the engine takes no more connections: what it would say of the rest is not known.
    pub async fn inspect(
        &self,
        listed: Vec<ListedContainer>,
        mut progress: impl FnMut(u32, u32),
    ) -> Result<Inspected, Failure> {
        let mut known = BTreeSet::new();
        let listed: Vec<ListedContainer> =
            listed.into_iter().filter(|listed| known.insert(listed.id.clone())).collect();
        let total = count(listed.len());
        progress(0, total);

        let mut inspected = Inspected::default();
        let mut results = stream::iter(listed)
            .map(|listed| async move {
                let result = self.inspect_one(&listed).await;
                (listed, result)
            })
            .buffer_unordered(2 * self.engine.connections());
        let mut done = 0;
        while let Some((listed, result)) = results.next().await {
            match result {
                Ok(container) => inspected.containers.push(container),
                // It was removed after it had been listed.
                Err(Failure::NotFound) => {}
                Err(Failure::Unreachable(reason)) => return Err(Failure::Unreachable(reason)),
                Err(failure) => inspected
                    .missing
                    .push(Missing { what: MissingWhat::Container(listed.id), reason: failure.to_string() }),
            }
            done += 1;
            progress(done, total);
        }
        inspected.containers.sort_unstable_by(|a, b| a.engine_id.cmp(&b.engine_id));
        Ok(inspected)
    }

    async fn inspect_one(&self, listed: &ListedContainer) -> Result<ScannedContainer, Failure> {
        let (answer, image) =
            join!(self.engine.ask(Question::Container(&listed.id)), self.images.get(&listed.image_id));
        let answer = answer?;
        let environment =
            |image: &crate::images::Known| image.reading.as_ref().map(|r| r.environment.clone());
        let mut reading = read_container(&answer, environment(&image).as_ref(), self.key)?;
        if reading.engine_id != listed.id {
            return Err(Failure::Malformed("the engine answered about another container".into()));
        }
        if reading.facts.image_id != listed.image_id {
            let image = self.images.get(&reading.facts.image_id).await;
            reading = read_container(&answer, environment(&image).as_ref(), self.key)?;
        }
        reading.resolve_volumes(self.binds);
        Ok(scanned(reading))
    }
}

fn scanned(reading: ContainerReading) -> ScannedContainer {
    let fingerprints = reading.fingerprints.into_iter();
    ScannedContainer {
        engine_id: reading.engine_id,
        name: reading.name,
        facts: reading.facts,
        runtime: reading.runtime,
        command_hash: reading.command_hash.to_string(),
        fingerprints: fingerprints
            .map(|(variable, fingerprint)| (variable, fingerprint.to_string()))
            .collect(),
    }
}

fn count(containers: usize) -> u32 {
    u32::try_from(containers).unwrap_or(u32::MAX)
}
