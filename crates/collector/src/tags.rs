use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use fleet::scan::ScannedContainer;
use intake::engine::ListedImage;

/// Where each tag that a container was created from points now: (reference as configured, with its tag; image id).
///
/// A reference that is a digest or an id is no tag and not among them.
pub(crate) fn tags_in_use(containers: &[ScannedContainer], images: &[ListedImage]) -> Vec<(String, String)> {
    let by_tag: BTreeMap<&str, &str> = images
        .iter()
        .flat_map(|image| image.tags.iter().map(|tag| (tag.as_str(), image.id.as_str())))
        .collect();
    let configured: BTreeSet<Cow<'_, str>> =
        containers.iter().map(|container| with_tag(&container.facts.image_reference)).collect();
    let found = configured.into_iter().filter_map(|reference| {
        let id = by_tag.get(reference.as_ref()).or_else(|| by_tag.get(familiar(&reference)))?;
        Some((reference.clone().into_owned(), (*id).to_owned()))
    });
    found.collect()
}

/// A name without a tag means `latest`; a colon before the last slash is a port.
fn with_tag(reference: &str) -> Cow<'_, str> {
    let name = reference.rsplit('/').next().unwrap_or(reference);
    if name.contains([':', '@']) { reference.into() } else { format!("{reference}:latest").into() }
}

/// As Docker lists it: without its own registry and namespace.
fn familiar(reference: &str) -> &str {
    let bare =
        ["docker.io/", "index.docker.io/"].iter().find_map(|registry| reference.strip_prefix(registry));
    let bare = bare.unwrap_or(reference);
    bare.strip_prefix("library/").unwrap_or(bare)
}

#[cfg(test)]
mod tests {
    use posture::facts::{Container, Runtime};

    use super::*;

    fn check(reference: &str, tags: &[&str], expected: Option<&str>) {
        let container = ScannedContainer {
            engine_id: String::new(),
            name: String::new(),
            facts: Container { image_reference: reference.into(), ..Container::default() },
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
        check("sha256:1", &["nginx:latest"], None);
    }
}
