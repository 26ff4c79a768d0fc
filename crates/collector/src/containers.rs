use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use fleet::scan::{Missing, MissingWhat, ScannedContainer};
use futures::{StreamExt, join, stream};
use hyper::body::Bytes;
use intake::IngestKey;
use intake::engine::{ContainerReading, ListedContainer, VolumeBinds, read_container, read_list};

use crate::crash_loop::steadied;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::images::{Images, Known};
use crate::parsing::parsed;
use crate::question::Question;

/// Inspects every container of the list, each once, together with the images they were created from.
pub(crate) struct Containers<'a> {
    pub engine: &'a Engine<'a>,
    pub images: &'a Images<'a>,
    pub key: &'a IngestKey,
    pub binds: &'a VolumeBinds,
    /// When the scan began.
    pub now: DateTime<Utc>,
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
    /// When the engine takes no more connections, or has said more than a scan may hold: what it would say of the rest
    /// is not known.
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
        let (mut done, mut absent) = (0, Vec::new());
        while let Some((listed, result)) = results.next().await {
            match result {
                Ok(container) => inspected.containers.push(container),
                Err(Failure::NotFound) => absent.push(listed.id),
                Err(failure) if failure.ends_the_scan() => return Err(failure),
                Err(failure) => inspected
                    .missing
                    .push(Missing { what: MissingWhat::Container(listed.id), reason: failure.to_string() }),
            }
            done += 1;
            progress(done, total);
        }
        drop(results);
        inspected.missing.extend(self.still_listed(absent).await);
        inspected.containers.sort_unstable_by(|a, b| a.engine_id.cmp(&b.engine_id));
        Ok(inspected)
    }

    /// Of those that were not there when asked for: what the engine lists all the same was not removed but is hidden.
    async fn still_listed(&self, absent: Vec<String>) -> Vec<Missing> {
        if absent.is_empty() {
            return Vec::new();
        }
        let answer = self.engine.ask(Question::Containers).await;
        let listed = answer.and_then(|answer| Ok(read_list(&answer)?));
        let reason = |id: &String| match &listed {
            Ok(listed) => listed.iter().any(|listed| listed.id == *id).then(|| Failure::NotFound.to_string()),
            Err(failure) => Some(format!("{}; the list again: {failure}", Failure::NotFound)),
        };
        let missing = absent.into_iter().filter_map(|id| reason(&id).map(|reason| (id, reason)));
        missing.map(|(id, reason)| Missing { what: MissingWhat::Container(id), reason }).collect()
    }

    async fn inspect_one(&self, listed: &ListedContainer) -> Result<ScannedContainer, Failure> {
        let (answer, image) = join!(
            self.engine.ask(Question::Container(&listed.id)),
            self.images.get(&listed.image_id, &listed.id)
        );
        let answer = answer?;
        let mut reading = self.read(&answer, image).await?;
        if reading.engine_id != listed.id {
            return Err(Failure::Malformed("the engine answered about another container".into()));
        }
        if reading.facts.image_id != listed.image_id {
            let image = self.images.get(&reading.facts.image_id, &listed.id).await;
            reading = self.read(&answer, image).await?;
        }
        reading.resolve_volumes(self.binds);
        Ok(scanned(reading, self.now))
    }

    async fn read(&self, answer: &Bytes, image: Arc<Known>) -> Result<ContainerReading, Failure> {
        let (answer, key) = (answer.clone(), self.key.clone());
        let read = move || {
            let environment = image.reading.as_ref().map(|reading| &reading.environment);
            read_container(&answer, environment, &key)
        };
        Ok(parsed(read).await?)
    }
}

fn scanned(reading: ContainerReading, now: DateTime<Utc>) -> ScannedContainer {
    let fingerprints = reading.fingerprints.into_iter();
    ScannedContainer {
        engine_id: reading.engine_id,
        name: reading.name,
        facts: reading.facts,
        runtime: steadied(reading.runtime, now),
        command_hash: reading.command_hash.to_string(),
        fingerprints: fingerprints
            .map(|(variable, fingerprint)| (variable, fingerprint.to_string()))
            .collect(),
    }
}

fn count(containers: usize) -> u32 {
    u32::try_from(containers).unwrap_or(u32::MAX)
}
