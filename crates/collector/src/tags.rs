use std::collections::{BTreeMap, BTreeSet};

use fleet::scan::{ScannedContainer, with_tag};
use intake::engine::ListedImage;
use posture::image_reference::ImageReference;

/// Where each tag that a container was created from points now: (reference as configured, with its tag; image id).
///
/// A reference that is a digest or an id is no tag and not among them.
pub(crate) fn tags_in_use(containers: &[ScannedContainer], images: &[ListedImage]) -> Vec<(String, String)> {
    let listed = images.iter().flat_map(|image| image.tags.iter().map(move |tag| (tag, image)));
    let by_name: BTreeMap<_, _> =
        listed.filter_map(|(tag, image)| Some((looked_up(tag, &image.id)?, &image.id))).collect();
    let used = containers.iter().filter_map(|container| {
        let reference = &container.facts.image_reference;
        let id = by_name.get(&looked_up(reference, &container.facts.image_id)?)?;
        Some((with_tag(reference).into_owned(), (*id).clone()))
    });
    used.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Repository and tag, however they were written.
fn looked_up<'a>(reference: &'a str, image_id: &str) -> Option<(String, &'a str)> {
    let parsed = ImageReference::parse(reference, image_id);
    let tag = if parsed.is_pinned() { None } else { Some(parsed.tag.unwrap_or("latest")) };
    parsed.repository.zip(tag)
}

#[cfg(test)]
mod tests {
    use posture::facts::{Container, Runtime};

    use super::*;

    fn check(reference: &str, tags: &[&str], expected: Option<&str>) {
        let container = ScannedContainer {
            engine_id: String::new(),
            name: String::new(),
            facts: Container {
                image_reference: reference.into(),
                image_id: "sha256:0".into(),
                ..Container::default()
            },
            runtime: Runtime::default(),
            command_hash: String::new(),
            fingerprints: Vec::new(),
        };
        let tags = tags.iter().map(ToString::to_string).collect();
        let image = ListedImage { id: "sha256:1".into(), tags, repo_digests: Vec::new() };
        let found = tags_in_use(&[container], &[image]);
        assert_eq!(found.first().map(|(name, _)| name.as_str()), expected, "{reference}");
    }

    #[test]
    fn a_tag_is_found_however_it_was_written() {
        check("nginx", &["nginx:latest"], Some("nginx:latest"));
        check("docker.io/library/nginx:1", &["nginx:1"], Some("docker.io/library/nginx:1"));
        check("docker.io/acme/api", &["acme/api:latest"], Some("docker.io/acme/api:latest"));
        check("registry:5000/api", &["registry:5000/api:latest"], Some("registry:5000/api:latest"));
        check("nginx:2", &["nginx:1", "<none>:<none>"], None);
        check("nginx@sha256:00", &["nginx:latest"], None);
        check(&"ab".repeat(32), &["nginx:latest"], None);
    }
}
