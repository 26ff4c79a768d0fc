use posture::facts::{Image, Origin};

use super::container::slice;
use super::disclosure::Disclosures;
use super::environment::{ImageEnvironment, pairs, read_environment};
use super::history::read_history;
use super::kept::{kept_or_empty, kept_set};
use super::label::read_labels;
use super::moment::read_moment;
use super::os_release;
use super::podman;
use super::raw::{self, HealthCheck, ImageConfig, List, Pairs, Text};
use crate::secret::Neighbours;
use crate::{Document, Fingerprint, IngestKey, IntakeError};

const DOCUMENT: Document = Document::Image;

/// What one image's inspection says, redacted.
#[derive(Clone, Debug)]
pub struct ImageReading {
    pub facts: Image,
    /// For [`read_container`](super::read_container) of its containers.
    pub environment: ImageEnvironment,
    /// By variable and by place, as a container's.
    pub fingerprints: Vec<(String, Fingerprint)>,
}

/// Reads `GET /images/{name}/json` and, where it was asked for, `GET /images/{name}/history`.
pub fn read_image(
    inspect: &[u8],
    history: Option<&[u8]>,
    key: &IngestKey,
) -> Result<ImageReading, IntakeError> {
    let raw: raw::Image<'_> = DOCUMENT.parse(inspect)?;
    let id = raw.id.as_ref().filter(|id| !id.expose().is_empty()).ok_or(DOCUMENT.missing("Id"))?;
    let config = raw.config.as_ref();
    let env = slice(config.and_then(|config| config.env.as_ref()));

    let named_values = pairs(env);
    let neighbours = Neighbours::new(&named_values, &[]);
    let mut environment = read_environment(env, &named_values, None, &neighbours, key);
    for variable in &mut environment.variables {
        variable.origin = Origin::Image;
    }
    let mut disclosures = Disclosures::new(&neighbours, key);
    if let Some(config) = config {
        disclosures.entrypoint_and_command(config.entrypoint.as_ref(), config.cmd.as_ref());
        disclosures.health_check(config.healthcheck.as_ref());
        disclosures.labels(config.labels.as_ref());
    }
    let history = history.map(|json| read_history(json, env, &mut disclosures)).transpose()?;
    let (instructions, build_flaws) = history.map(|read| (read.instructions, read.flaws)).unzip();
    let (disclosures, elsewhere) = disclosures.into_parts();
    environment.fingerprints.extend(elsewhere);
    Ok(ImageReading {
        facts: Image {
            id: podman::image_id(id.expose()),
            tags: named(raw.repo_tags.as_ref()),
            repo_digests: named(raw.repo_digests.as_ref()),
            created_at: read_moment(raw.created.as_ref(), DOCUMENT, "Created")?,
            architecture: kept_or_empty(raw.architecture.as_ref()),
            size_bytes: u64::try_from(raw.size.unwrap_or_default()).unwrap_or_default(),
            environment: environment.variables,
            history: instructions,
            build_flaws: build_flaws.unwrap_or_default(),
            disclosures,
            ..config.map(read_config).unwrap_or_default()
        },
        environment: ImageEnvironment::of(env, key),
        fingerprints: environment.fingerprints,
    })
}

fn read_config(config: &ImageConfig<'_>) -> Image {
    Image {
        user: kept_or_empty(config.user.as_ref()),
        exposed_ports: keys(config.exposed_ports.as_ref()),
        volumes: keys(config.volumes.as_ref()),
        health_check: config.healthcheck.as_ref().is_some_and(HealthCheck::is_set),
        labels: read_labels(config.labels.as_ref()),
        os_release: os_release::of_labels(config.labels.as_ref()),
        ..Image::default()
    }
}

/// Tags or digests without `<none>:<none>`.
pub(super) fn named(list: Option<&List<Text<'_>>>) -> Vec<String> {
    let mut names = kept_set(list.map(List::as_slice));
    names.retain(|name| !name.starts_with("<none>") && !name.ends_with(":<none>"));
    names
}

fn keys<V>(pairs: Option<&Pairs<'_, V>>) -> Vec<String> {
    let pairs = pairs.map(Pairs::as_slice).unwrap_or_default();
    let mut keys: Vec<String> = pairs.iter().map(|(key, _)| super::kept(key.expose())).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
