use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use fleet::scan::{Missing, MissingWhat};
use futures::join;
use intake::IngestKey;
use intake::engine::{Archived, ImageReading, ListedImage, read_archived_os_release, read_image};
use posture::facts::{Image, OsRelease};
use tokio::sync::OnceCell;

use crate::engine::Engine;
use crate::failure::Failure;
use crate::parsing::parsed;
use crate::question::Question;

/// The images of one scan: each is asked for once, by the first container that needs it.
pub(crate) struct Images<'a> {
    engine: &'a Engine<'a>,
    key: &'a IngestKey,
    asked: Mutex<BTreeMap<String, Arc<OnceCell<Arc<Known>>>>>,
}

/// What became of asking for one image.
#[derive(Default)]
pub(crate) struct Known {
    /// `None`: it could not be read, or it is no longer on the host.
    pub reading: Option<ImageReading>,
    missing: Option<String>,
    /// The engine says that there is no such image.
    absent: bool,
}

impl Known {
    fn missing(reason: String) -> Self {
        Self { missing: Some(reason), ..Self::default() }
    }
}

impl<'a> Images<'a> {
    pub fn new(engine: &'a Engine<'a>, key: &'a IngestKey) -> Self {
        Self { engine, key, asked: Mutex::default() }
    }

    /// `container` is one that was created from it.
    pub async fn get(&self, id: &str, container: &str) -> Arc<Known> {
        let cell = {
            let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
            asked.entry(id.to_owned()).or_default().clone()
        };
        cell.get_or_init(async || Arc::new(self.read(id, container).await)).await.clone()
    }

    async fn read(&self, id: &str, container: &str) -> Known {
        let (inspect, history, os_release) = join!(
            self.engine.ask(Question::Image(id)),
            self.engine.ask(Question::ImageHistory(id)),
            self.os_release(container),
        );
        let inspect = match inspect {
            Ok(inspect) => inspect,
            Err(Failure::NotFound) => return Known { absent: true, ..Known::default() },
            Err(failure) => return Known::missing(failure.to_string()),
        };
        let missing = history.as_ref().err().map(|failure| format!("build history: {failure}"));
        let (key, history) = (self.key.clone(), history.ok());
        let history_unread = history.is_none();
        match parsed(move || read_image(&inspect, history.as_deref(), &key)).await {
            Ok(mut reading) if reading.facts.id == id => {
                reading.facts.history_unread = history_unread;
                reading.facts.os_release = os_release.or(reading.facts.os_release);
                Known { reading: Some(reading), missing, ..Known::default() }
            }
            Ok(_) => Known::missing("the engine answered about another image".into()),
            Err(error) => Known::missing(error.to_string()),
        }
    }

    /// Where the file is a link it leads to the second place on every system that has it. No answer is no release:
    /// labels may tell it.
    async fn os_release(&self, container: &str) -> Option<OsRelease> {
        for path in ["/etc/os-release", "/usr/lib/os-release"] {
            let archive = self.engine.ask(Question::OsRelease(container, path)).await.ok()?;
            match read_archived_os_release(&archive) {
                Archived::Release(release) => return Some(release),
                Archived::Link => {}
                Archived::Nothing => return None,
            }
        }
        None
    }

    /// What was read, by id, and what was not. An image that is not there was deleted under its containers, unless the
    /// engine lists it: then it is hidden. `None`: the list could not be read.
    pub fn into_parts(self, listed: Option<&[ListedImage]>) -> (Vec<Image>, Vec<Missing>) {
        let is_hidden = |id: &str| listed.is_none_or(|listed| listed.iter().any(|image| image.id == id));
        let (mut images, mut missing) = (Vec::new(), Vec::new());
        for (id, cell) in self.asked.into_inner().unwrap_or_else(PoisonError::into_inner) {
            let Some(known) = cell.get() else { continue };
            images.extend(known.reading.as_ref().map(|reading| reading.facts.clone()));
            let hidden = (known.absent && is_hidden(&id)).then(|| Failure::NotFound.to_string());
            let reason = known.missing.clone().or(hidden);
            missing.extend(reason.map(|reason| Missing { what: MissingWhat::Image(id), reason }));
        }
        (images, missing)
    }
}
