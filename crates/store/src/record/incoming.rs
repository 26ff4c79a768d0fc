//! A scan made ready to be recorded: cleaned, addressed, identified. Pure.

use std::borrow::Cow;
use std::collections::HashMap;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread::{self, available_parallelism};

use fleet::identity::identify;
use fleet::scan::{Missing, MissingWhat, Neighbourhood, Scan, ScannedContainer};
use fleet::workload::Identity;
use posture::facts::{Host, Image, Surroundings};

use super::evaluator::circumstances;
use crate::Result;
use crate::content::{Content, Hash, Key, storable_text};

/// Containers that are not worth another thread.
const SMALLEST_SHARE: usize = 128;
/// Longest engine id that is kept as it is; engines' are 64 digits.
const LONGEST_ENGINE_ID: usize = 128;

#[derive(Debug)]
pub(super) struct Incoming<'a> {
    pub host: Cow<'a, Host>,
    pub host_content: Content,
    /// Sorted by engine id, each once.
    pub containers: Vec<IncomingContainer<'a>>,
    /// By the engine's id.
    pub images: HashMap<Cow<'a, str>, (Cow<'a, Image>, Content)>,
    pub missing: Vec<Missing>,
    /// Everything that was seen: a scan of the same digest saw the same.
    pub digest: Hash,
}

#[derive(Debug)]
pub(super) struct IncomingContainer<'a> {
    pub engine_id: String,
    pub container: Cow<'a, ScannedContainer>,
    pub content: Content,
    pub surroundings: Surroundings,
    /// Address of runtime and surroundings as they were read.
    pub circumstances: Hash,
}

impl<'a> Incoming<'a> {
    pub fn of(scan: &'a Scan) -> Result<Self> {
        let (host, host_content) = Content::storable(&scan.host)?;
        let mut images = HashMap::with_capacity(scan.images.len());
        for image in &scan.images {
            images.insert(Cow::Borrowed(image.id.as_str()), Content::storable(image)?);
        }
        let around = scan.neighbourhood();
        let mut scanned: Vec<&ScannedContainer> = scan.containers.iter().collect();
        scanned.sort_by(|a, b| a.engine_id.cmp(&b.engine_id));
        scanned.dedup_by(|a, b| a.engine_id == b.engine_id);
        let containers = on_all_cores(&scanned, |one| IncomingContainer::of(&around, one))
            .into_iter()
            .collect::<Result<_>>()?;
        let mut missing: Vec<Missing> = scan.missing.iter().map(storable_missing).collect();
        missing.sort();
        let mut incoming = Self { host, host_content, containers, images, missing, digest: [0; 32] };
        incoming.digest = incoming.digest()?;
        Ok(incoming)
    }

    /// Facts of containers, images and the host.
    pub fn contents(&self) -> Vec<&Content> {
        let of_containers = self.containers.iter().map(|container| &container.content);
        let of_images = self.images.values().map(|(_, content)| content);
        of_containers.chain(of_images).chain([&self.host_content]).collect()
    }

    pub fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }

    pub fn misses(&self, what: &MissingWhat) -> bool {
        self.missing.iter().any(|missing| missing.what == *what)
    }

    fn digest(&self) -> Result<Hash> {
        let mut key = Key::new("scan").with(self.host_content.hash).with(serde_json::to_vec(&self.missing)?);
        for container in &self.containers {
            let image = self.images.get(container.container.facts.image_id.as_str());
            key = key
                .with(&container.engine_id)
                .with(&container.container.name)
                .with(&container.container.command_hash)
                .with(container.content.hash)
                .with(image.map_or(&[][..], |(_, content)| &content.hash[..]))
                .with(container.circumstances);
        }
        Ok(key.finish())
    }
}

impl<'a> IncomingContainer<'a> {
    /// Which workload it belongs to, and the hash of that within its scope.
    pub fn identify(&self) -> (Identity, Hash) {
        let identity = identify(&self.container);
        let hash = Key::new("identity").with(identity.kind.as_str()).with(&identity.key).finish();
        (identity, hash)
    }

    fn of(around: &Neighbourhood<'_>, scanned: &'a ScannedContainer) -> Result<Self> {
        let (facts, content) = Content::storable(&scanned.facts)?;
        let (runtime, _) = Content::storable(&scanned.runtime)?;
        let container = match (facts, runtime) {
            (Cow::Borrowed(_), Cow::Borrowed(_)) if !scanned.name.contains('\0') => Cow::Borrowed(scanned),
            (facts, runtime) => Cow::Owned(ScannedContainer {
                name: storable_text(&scanned.name),
                facts: facts.into_owned(),
                runtime: runtime.into_owned(),
                ..scanned.clone()
            }),
        };
        let mut surroundings = around.surroundings_of(scanned);
        Content::storable_mut(&mut surroundings)?;
        let circumstances = circumstances(&container.runtime, &surroundings)?;
        Ok(Self { engine_id: bounded(&scanned.engine_id), surroundings, circumstances, container, content })
    }
}

/// As `map`; where there is much to do, every core has a share.
fn on_all_cores<T: Sync, R: Send>(items: &[T], make: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = available_parallelism().map_or(1, NonZero::get);
    let share = items.len().div_ceil(cores).max(SMALLEST_SHARE);
    if items.len() <= share {
        return items.iter().map(make).collect();
    }
    let make_all = |share: &[T]| share.iter().map(&make).collect::<Vec<R>>();
    thread::scope(|scope| {
        let (first, others) = items.split_at(share);
        let others: Vec<_> = others.chunks(share).map(|share| scope.spawn(move || make_all(share))).collect();
        let mut made = make_all(first);
        for other in others {
            made.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        made
    })
}

fn bounded(engine_id: &str) -> String {
    if engine_id.len() <= LONGEST_ENGINE_ID {
        return storable_text(engine_id);
    }
    blake3::hash(engine_id.as_bytes()).to_hex().to_string()
}

fn storable_missing(missing: &Missing) -> Missing {
    let what = match &missing.what {
        MissingWhat::Container(id) => MissingWhat::Container(bounded(id)),
        MissingWhat::Image(id) => MissingWhat::Image(storable_text(id)),
        other => other.clone(),
    };
    Missing { what, reason: storable_text(&missing.reason) }
}
