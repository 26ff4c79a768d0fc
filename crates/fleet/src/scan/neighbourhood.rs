use std::collections::{HashMap, HashSet};

use posture::facts::{Image, Surroundings};

use super::sharing::Sharing;
use super::{MissingWhat, Scan, ScannedContainer, with_tag};

/// A scan as the rules see it around each of its containers.
#[derive(Debug)]
pub struct Neighbourhood<'a> {
    images: HashMap<&'a str, &'a Image>,
    tags: HashMap<&'a str, &'a str>,
    missing: HashSet<&'a MissingWhat>,
    sharing: Sharing<'a>,
}

impl<'a> Neighbourhood<'a> {
    pub(super) fn of(scan: &'a Scan) -> Self {
        Self {
            images: scan.images.iter().map(|image| (&*image.id, image)).collect(),
            tags: scan.tags.iter().rev().map(|(name, image)| (&**name, &**image)).collect(),
            missing: scan.missing.iter().map(|missing| &missing.what).collect(),
            sharing: Sharing::of(scan),
        }
    }

    /// The image a container was created from, if it could be read.
    pub fn image_of(&self, container: &ScannedContainer) -> Option<&'a Image> {
        self.images.get(&*container.facts.image_id).copied()
    }

    /// What the rules see of the neighbours of one of the scan's containers.
    pub fn surroundings_of(&self, container: &ScannedContainer) -> Surroundings {
        let unread = || self.missing.contains(&MissingWhat::Image(container.facts.image_id.clone()));
        let tag = self.tags.get(&*with_tag(&container.facts.image_reference));
        Surroundings {
            tag_points_to: tag.map(|image| (*image).to_owned()),
            image_missing: self.image_of(container).is_none() && !unread(),
            tags_not_read: self.missing.contains(&MissingWhat::Tags),
            volumes_not_read: self.missing.contains(&MissingWhat::Volumes),
            shared_secrets: self.sharing.secrets(container),
            shared_mounts: self.sharing.mounts(container),
            registry: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use posture::facts::{Container, Host, Runtime};

    use super::super::Missing;
    use super::*;

    fn container(reference: &str, image_id: &str) -> ScannedContainer {
        ScannedContainer {
            engine_id: "c".into(),
            name: "web".into(),
            facts: Container {
                image_reference: reference.into(),
                image_id: image_id.into(),
                ..Container::default()
            },
            runtime: Runtime::default(),
            command_hash: String::new(),
            fingerprints: Vec::new(),
        }
    }

    fn scan() -> Scan {
        Scan {
            started_at: DateTime::UNIX_EPOCH,
            finished_at: DateTime::UNIX_EPOCH,
            host: Host::default(),
            containers: Vec::new(),
            images: vec![Image { id: "sha256:new".into(), ..Image::default() }],
            tags: vec![("nginx:latest".into(), "sha256:new".into())],
            missing: vec![Missing {
                what: MissingWhat::Image("sha256:slow".into()),
                reason: "timeout".into(),
            }],
        }
    }

    #[test]
    fn a_tag_that_moved_and_an_image_that_is_gone_are_seen() {
        let seen = scan().neighbourhood().surroundings_of(&container("nginx", "sha256:old"));
        assert_eq!(seen.tag_points_to.as_deref(), Some("sha256:new"));
        assert!(seen.image_missing);
        assert!(
            !scan().neighbourhood().surroundings_of(&container("nginx:latest", "sha256:new")).image_missing
        );
    }

    #[test]
    fn an_image_that_could_not_be_read_is_not_called_gone() {
        assert!(!scan().neighbourhood().surroundings_of(&container("app:1", "sha256:slow")).image_missing);
    }

    #[test]
    fn what_was_not_read_is_said_to_the_rules() {
        let flags = |missing: &[MissingWhat]| {
            let reason = || "status 403".to_owned();
            let missing =
                missing.iter().map(|what| Missing { what: what.clone(), reason: reason() }).collect();
            let seen =
                Scan { missing, ..scan() }.neighbourhood().surroundings_of(&container("nginx", "sha256:new"));
            (seen.tags_not_read, seen.volumes_not_read)
        };
        assert_eq!(flags(&[]), (false, false));
        assert_eq!(flags(&[MissingWhat::Networks, MissingWhat::Tags]), (true, false));
        assert_eq!(flags(&[MissingWhat::Volumes]), (false, true));
    }
}
