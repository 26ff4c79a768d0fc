use posture::facts::{Image, Origin};

use super::container::slice;
use super::environment::{ImageEnvironment, read_environment};
use super::kept::{kept_or_empty, kept_set};
use super::label::read_labels;
use super::moment::read_moment;
use super::podman;
use super::raw::{self, HealthCheck, HistoryEntry, ImageConfig, List, Pairs, Text};
use crate::{Document, Fingerprint, IngestKey, IntakeError};

const DOCUMENT: Document = Document::Image;

/// What one image's inspection says, redacted.
#[derive(Clone, Debug)]
pub struct ImageReading {
    pub facts: Image,
    /// For [`read_container`](super::read_container) of its containers.
    pub environment: ImageEnvironment,
    /// By variable, as a container's.
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

    let mut environment = read_environment(env, None, &[], key);
    for variable in &mut environment.variables {
        variable.origin = Origin::Image;
    }
    Ok(ImageReading {
        facts: Image {
            id: podman::image_id(id.expose()),
            tags: named(raw.repo_tags.as_ref()),
            repo_digests: named(raw.repo_digests.as_ref()),
            created_at: read_moment(raw.created.as_ref(), DOCUMENT, "Created")?,
            architecture: kept_or_empty(raw.architecture.as_ref()),
            size_bytes: u64::try_from(raw.size.unwrap_or_default()).unwrap_or_default(),
            environment: environment.variables,
            history: history.map(read_history).transpose()?,
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

/// The instruction words, oldest first. What follows them is not kept.
fn read_history(json: &[u8]) -> Result<Vec<String>, IntakeError> {
    let raw: List<HistoryEntry<'_>> = Document::ImageHistory.parse(json)?;
    let word =
        |entry: &HistoryEntry<'_>| instruction(entry.created_by.as_ref().map_or("", Text::expose)).to_owned();
    Ok(raw.as_slice().iter().rev().map(word).collect())
}

const INSTRUCTIONS: [&str; 17] = [
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

/// The classic builder writes `/bin/sh -c #(nop) CMD …` and `/bin/sh -c …` for RUN; BuildKit the instruction itself.
fn instruction(created_by: &str) -> &'static str {
    let text = created_by.split_once("#(nop)").map_or(created_by, |(_, rest)| rest).trim_start();
    let word = text.split([' ', '\t', '[']).next().unwrap_or_default();
    match INSTRUCTIONS.iter().find(|known| **known == word) {
        Some(known) => known,
        None if text.is_empty() => "",
        None => "RUN",
    }
}

#[cfg(test)]
mod tests {
    use super::instruction;

    #[test]
    fn both_builders_histories_give_the_instruction() {
        assert_eq!(instruction("/bin/sh -c #(nop)  CMD [\"nginx\"]"), "CMD");
        assert_eq!(instruction("/bin/sh -c apt-get update"), "RUN");
        assert_eq!(instruction("|1 TOKEN=x /bin/sh -c make"), "RUN");
        assert_eq!(instruction("RUN /bin/sh -c apk add curl # buildkit"), "RUN");
        assert_eq!(instruction("CMD[\"bash\"]"), "CMD");
        assert_eq!(instruction("WORKDIR /app"), "WORKDIR");
        assert_eq!(instruction(""), "");
    }
}
