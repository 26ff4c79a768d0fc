use std::collections::BTreeSet;

use fleet::scan::ScannedContainer;
use intake::engine::{ListedContainer, ListedImage};
use posture::facts::{Host, State};

/// What lies about on a host: counted from the lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Leftovers {
    stopped_containers: usize,
    /// `None`: the images could not be listed.
    unused_images: Option<usize>,
}

impl Leftovers {
    pub fn among(containers: &[ListedContainer], images: Option<&[ListedImage]>) -> Self {
        let is_stopped = |one: &&ListedContainer| matches!(one.state, Some(State::Exited | State::Dead));
        let used: BTreeSet<&str> = containers.iter().map(|one| one.image_id.as_str()).collect();
        let unused =
            |images: &[ListedImage]| images.iter().filter(|image| !used.contains(image.id.as_str())).count();
        Self {
            stopped_containers: containers.iter().filter(is_stopped).count(),
            unused_images: images.map(unused),
        }
    }

    pub fn note(self, host: &mut Host) {
        host.stopped_containers = Some(in_tens(self.stopped_containers));
        host.unused_images = self.unused_images.map(in_tens);
    }
}

/// Rounded down, so that one more or less is the same host.
fn in_tens(number: usize) -> u32 {
    u32::try_from(number / 10 * 10).unwrap_or(u32::MAX)
}

/// A task of a Swarm service.
pub(crate) fn is_of_service(container: &ScannedContainer) -> bool {
    container.facts.labels.contains_key("com.docker.swarm.service.id")
}

/// The kubelet names what it starts so.
pub(crate) fn is_of_pod(container: &ScannedContainer) -> bool {
    container.name.starts_with("k8s_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container(image_id: &str, state: State) -> ListedContainer {
        ListedContainer {
            id: String::new(),
            name: String::new(),
            image: String::new(),
            image_id: image_id.into(),
            state: Some(state),
        }
    }

    fn image(id: &str) -> ListedImage {
        ListedImage { id: id.into(), tags: Vec::new(), repo_digests: Vec::new() }
    }

    #[test]
    fn stopped_containers_and_images_without_one_are_counted_in_tens() {
        let mut containers = vec![container("used", State::Running)];
        containers.extend((0..19).map(|_| container("used", State::Exited)));
        let images: Vec<ListedImage> =
            (0..10).map(|n| image(&n.to_string())).chain([image("used")]).collect();
        let mut host = Host::default();
        Leftovers::among(&containers, Some(&images)).note(&mut host);
        assert_eq!((host.stopped_containers, host.unused_images), (Some(10), Some(10)));
    }

    #[test]
    fn images_that_could_not_be_listed_are_not_counted() {
        let mut host = Host::default();
        Leftovers::among(&[container("used", State::Running)], None).note(&mut host);
        assert_eq!((host.stopped_containers, host.unused_images), (Some(0), None));
    }
}
