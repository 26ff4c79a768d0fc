use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::environment::ImageEnvironment;
use super::raw::List;
use super::{ContainerReading, ImageReading, read_container, read_image};
use crate::{Document, IngestKey, IntakeError};

/// What `docker inspect` printed.
#[derive(Clone, Debug, Default)]
pub struct InspectDocument {
    pub containers: Vec<ContainerReading>,
    pub images: Vec<ImageReading>,
    /// Entries that are neither (volumes, networks …).
    pub ignored: u32,
}

/// By what an entry has, one sees what it is.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Probe {
    host_config: Option<IgnoredAny>,
    #[serde(rename = "RootFS")]
    root_fs: Option<IgnoredAny>,
    repo_tags: Option<IgnoredAny>,
}

/// Reads one or several outputs of `docker inspect` in a row: arrays of containers and images, mixed, or single
/// ones.
pub fn read_inspect_document(json: &[u8], key: &IngestKey) -> Result<InspectDocument, IntakeError> {
    let (mut containers, mut images, mut ignored) = (Vec::new(), Vec::new(), 0);
    for entry in entries(json)? {
        let probe: Probe = Document::InspectOutput.parse(entry.as_bytes())?;
        match probe {
            Probe { host_config: Some(_), .. } => containers.push(entry),
            Probe { root_fs: Some(_), .. } | Probe { repo_tags: Some(_), .. } => images.push(entry),
            Probe { .. } => ignored += 1,
        }
    }
    let images = images
        .into_iter()
        .map(|entry| read_image(entry.as_bytes(), None, key))
        .collect::<Result<Vec<_>, _>>()?;
    let by_id: BTreeMap<&str, &ImageEnvironment> =
        images.iter().map(|image| (image.facts.id.as_str(), &image.environment)).collect();
    let containers = containers
        .into_iter()
        .map(|entry| {
            let image = image_id(entry).and_then(|id| by_id.get(id.as_str()).copied());
            read_container(entry.as_bytes(), image, key)
        })
        .collect::<Result<_, _>>()?;
    Ok(InspectDocument { containers, images, ignored })
}

fn entries(json: &[u8]) -> Result<Vec<&str>, IntakeError> {
    let mut entries = Vec::new();
    for document in serde_json::Deserializer::from_slice(json).into_iter::<&RawValue>() {
        let document = document.map_err(|cause| IntakeError::NotJson {
            document: Document::InspectOutput,
            line: cause.line(),
            column: cause.column(),
        })?;
        if document.get().starts_with('[') {
            let list: List<&RawValue> = Document::InspectOutput.parse(document.get().as_bytes())?;
            entries.extend(list.into_vec().into_iter().map(RawValue::get));
        } else {
            entries.push(document.get());
        }
    }
    Ok(entries)
}

fn image_id(container: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Reference {
        #[serde(rename = "Image")]
        image: Option<String>,
    }
    let reference: Reference = serde_json::from_str(container).ok()?;
    reference.image.map(|id| super::podman::image_id(&id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<InspectDocument, IntakeError> {
        read_inspect_document(json.as_bytes(), &IngestKey::new([1; 32]))
    }

    #[test]
    fn containers_and_images_may_come_mixed_and_in_several_documents() {
        let container = r#"{"Id":"c1","Name":"/web","Image":"sha256:01","State":{"Status":"created"},"Config":{},"HostConfig":{}}"#;
        let image = r#"{"Id":"sha256:01","RepoTags":["web:1"],"RootFS":{},"Config":null}"#;
        let document =
            read(&format!("[{container},{image}]\n[{{\"Driver\":\"bridge\"}}]\n{container}")).expect("read");
        assert_eq!((document.containers.len(), document.images.len(), document.ignored), (2, 1, 1));
    }

    #[test]
    fn a_broken_tail_is_named_by_its_place() {
        assert_eq!(
            read("[]\n[{]").expect_err("broken"),
            IntakeError::NotJson { document: Document::InspectOutput, line: 2, column: 3 }
        );
    }
}
