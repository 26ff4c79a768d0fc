use chrono::{DateTime, Utc};
use fleet::Endpoint;
use fleet::scan::{Missing, MissingWhat, Scan, ScanError};
use futures::{TryFutureExt, join};
use hyper::body::Bytes;
use intake::engine::{
    ListedContainer, ListedImage, VolumeBinds, read_host, read_image_list, read_list, read_volumes,
};
use intake::{IngestKey, IntakeError};
use posture::facts::{Host, Listener};

use crate::containers::Containers;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::images::Images;
use crate::leftovers::{Leftovers, is_of_pod, is_of_service};
use crate::question::Question;
use crate::tags::tags_in_use;
use crate::{Settings, within};

/// Reads everything of one engine that the rules look at.
///
/// `now` is read at the beginning and the end; `progress` is called with containers done, of how many. What could not
/// be read is named in [`Scan::missing`]; a container that went away while the scan ran is not missing, it is gone.
///
/// # Errors
/// When the engine cannot be reached, does not answer in time, refuses its version or its list of containers, or is
/// no engine.
pub async fn collect(
    endpoint: &Endpoint,
    settings: &Settings,
    key: &IngestKey,
    now: impl Fn() -> DateTime<Utc>,
    progress: impl FnMut(u32, u32),
) -> Result<Scan, ScanError> {
    let asked =
        Box::pin(ask(endpoint, settings, key, now, progress)).map_err(|failure| failure.of_scan(endpoint));
    within(settings.scan_timeout, endpoint, asked).await
}

async fn ask(
    endpoint: &Endpoint,
    settings: &Settings,
    key: &IngestKey,
    now: impl Fn() -> DateTime<Utc>,
    progress: impl FnMut(u32, u32),
) -> Result<Scan, Failure> {
    let started_at = now();
    let engine = Engine::connect(endpoint, settings).await?;
    let overview = Overview::of(&engine).await?;
    let leftovers = Leftovers::among(&overview.containers, overview.images.as_deref());

    let images = Images::new(&engine, key);
    let containers =
        Containers { engine: &engine, images: &images, key, binds: &overview.binds, now: started_at };
    let inspected = containers.inspect(overview.containers, progress).await?;
    let (images, images_missing) = images.into_parts(overview.images.as_deref());

    let mut missing = overview.missing;
    missing.extend(inspected.missing);
    missing.extend(images_missing);
    missing.sort_unstable();
    let mut host = overview.host;
    if matches!(endpoint, Endpoint::Tcp { .. }) {
        host.listener = Listener::PlainTcp;
    }
    leftovers.note(&mut host);
    host.runs_services = inspected.containers.iter().any(is_of_service);
    host.runs_pods = inspected.containers.iter().any(is_of_pod);
    let tags = tags_in_use(&inspected.containers, overview.images.as_deref().unwrap_or_default());
    let containers = inspected.containers;
    Ok(Scan { started_at, finished_at: now(), host, containers, images, tags, missing })
}

/// What one question each tells.
struct Overview {
    host: Host,
    containers: Vec<ListedContainer>,
    /// `None`: they could not be listed.
    images: Option<Vec<ListedImage>>,
    binds: VolumeBinds,
    missing: Vec<Missing>,
}

impl Overview {
    async fn of(engine: &Engine<'_>) -> Result<Self, Failure> {
        let (containers, info, images, networks, volumes) = join!(
            engine.ask(Question::Containers),
            engine.ask(Question::Info),
            engine.ask(Question::Images),
            engine.ask(Question::Networks),
            engine.ask(Question::Volumes),
        );
        let containers = read_list(&containers?)?;
        let mut missing = Missed::default();
        let networks = missing.unless(MissingWhat::Networks, networks, Ok);
        let networks = networks.as_deref();
        let version = &engine.version_answer;
        let host = missing.unless(MissingWhat::Info, info, |info| read_host(Some(&info), version, networks));
        let host = host.map_or_else(|| read_host(None, version, networks), Ok)?;
        let images = missing.unless(MissingWhat::Tags, images, |images| read_image_list(&images));
        let binds = missing.unless(MissingWhat::Volumes, volumes, |volumes| read_volumes(&volumes));
        Ok(Self { host, containers, images, binds: binds.unwrap_or_default(), missing: missing.0 })
    }
}

/// What a scan can do without and did not get.
#[derive(Default)]
struct Missed(Vec<Missing>);

impl Missed {
    fn unless<T>(
        &mut self,
        what: MissingWhat,
        answer: Result<Bytes, Failure>,
        read: impl FnOnce(Bytes) -> Result<T, IntakeError>,
    ) -> Option<T> {
        let read = answer.and_then(|answer| read(answer).map_err(Failure::from));
        read.map_err(|failure| self.0.push(Missing { what, reason: failure.to_string() })).ok()
    }
}
