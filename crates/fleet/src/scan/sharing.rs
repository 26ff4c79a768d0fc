//! What workloads of one host have in common without meaning to.

use posture::facts::{Mount, MountKind, Origin, ValueKind};

use super::{Scan, ScannedContainer};
use crate::identity::identify;
use crate::workload::Identity;

impl Scan {
    /// Variables and places whose secret another workload has too. Replicas are one workload, and what an image brings
    /// is the image's matter.
    pub(super) fn shared_secrets(&self, container: &ScannedContainer) -> Vec<String> {
        let own = identify(container);
        let mut shared: Vec<String> = container
            .fingerprints
            .iter()
            .filter(|(place, _)| is_own_secret(container, place))
            .filter(|(_, fingerprint)| {
                let has =
                    |other: &&ScannedContainer| other.fingerprints.iter().any(|(_, own)| own == fingerprint);
                self.containers.iter().filter(has).any(|other| identify(other) != own)
            })
            .map(|(place, _)| place.clone())
            .collect();
        shared.sort_unstable();
        shared.dedup();
        shared
    }

    /// Destinations of writable mounts whose source a workload of another project has mounted too, if only to read.
    pub(super) fn shared_mounts(&self, container: &ScannedContainer) -> Vec<String> {
        let own = identify(container);
        let is_shared = |mount: &&Mount| {
            let has =
                |other: &&ScannedContainer| other.facts.mounts.iter().any(|other| is_same(other, mount));
            self.containers.iter().filter(has).any(|other| project(&identify(other)) != project(&own))
        };
        let mut shared: Vec<String> = container
            .facts
            .mounts
            .iter()
            .filter(|mount| is_writable(mount))
            .filter(is_shared)
            .map(|mount| mount.destination.clone())
            .collect();
        shared.sort_unstable();
        shared
    }
}

/// A random-looking value under a neutral name may be anything.
fn is_own_secret(container: &ScannedContainer, place: &str) -> bool {
    let variables = &container.facts.environment;
    let variable = variables.iter().find(|variable| variable.name == place);
    variable.is_none_or(|one| one.origin == Origin::Container && one.kind != ValueKind::HighEntropy)
}

fn is_writable(mount: &Mount) -> bool {
    let is_of_host = matches!(mount.kind, MountKind::Bind | MountKind::Volume);
    is_of_host && !mount.read_only && !mount.source.is_empty()
}

fn is_same(other: &Mount, mount: &Mount) -> bool {
    (other.kind, &other.source) == (mount.kind, &mount.source)
}

/// A workload without a project is one by itself.
fn project(identity: &Identity) -> &str {
    if identity.project.is_empty() { &identity.key } else { &identity.project }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::DateTime;
    use posture::facts::{Container, Host, Runtime, Variable};

    use super::*;

    /// Of a Compose project and service.
    fn container(
        project: &str,
        service: &str,
        change: impl FnOnce(&mut ScannedContainer),
    ) -> ScannedContainer {
        let labels = [("com.docker.compose.project", project), ("com.docker.compose.service", service)];
        let labels: BTreeMap<_, _> =
            labels.into_iter().map(|(key, value)| (key.to_owned(), Some(value.to_owned()))).collect();
        let mut container = ScannedContainer {
            engine_id: format!("{project}-{service}"),
            name: format!("{project}-{service}-1"),
            facts: Container { labels, ..Container::default() },
            runtime: Runtime::default(),
            command_hash: String::new(),
            fingerprints: Vec::new(),
        };
        change(&mut container);
        container
    }

    fn scan(containers: Vec<ScannedContainer>) -> Scan {
        Scan {
            started_at: DateTime::UNIX_EPOCH,
            finished_at: DateTime::UNIX_EPOCH,
            host: Host::default(),
            containers,
            images: Vec::new(),
            tags: Vec::new(),
            missing: Vec::new(),
        }
    }

    fn secret(name: &'static str, kind: ValueKind, origin: Origin) -> impl Fn(&mut ScannedContainer) {
        move |container| {
            container.facts.environment = vec![Variable { name: name.into(), kind, origin }];
            container.fingerprints = vec![(name.into(), "aa".into())];
        }
    }

    #[track_caller]
    fn secrets(containers: Vec<ScannedContainer>, expected: &[&str]) {
        let scan = scan(containers);
        assert_eq!(scan.surroundings_of(&scan.containers[0]).shared_secrets, expected);
    }

    #[test]
    fn the_same_secret_in_another_workload_is_shared_under_any_name() {
        let own = secret("DB_PASSWORD", ValueKind::SecretNamed, Origin::Container);
        let other = secret("PGPASSWORD", ValueKind::SecretNamed, Origin::Container);
        secrets(vec![container("shop", "api", own), container("shop", "job", other)], &["DB_PASSWORD"]);
    }

    #[test]
    fn replicas_share_nothing_with_each_other() {
        let own = || secret("DB_PASSWORD", ValueKind::SecretNamed, Origin::Container);
        secrets(vec![container("shop", "api", own()), container("shop", "api", own())], &[]);
    }

    #[test]
    fn what_an_image_brings_and_what_only_looks_random_is_not_shared() {
        for (kind, origin) in
            [(ValueKind::SecretNamed, Origin::Image), (ValueKind::HighEntropy, Origin::Container)]
        {
            let own = || secret("X", kind, origin);
            secrets(vec![container("shop", "api", own()), container("shop", "job", own())], &[]);
        }
    }

    fn mounts(kind: MountKind, source: &'static str, read_only: bool) -> impl Fn(&mut ScannedContainer) {
        move |container| {
            let mount = Mount {
                kind,
                source: source.into(),
                destination: "/d".into(),
                read_only,
                ..Mount::default()
            };
            container.facts.mounts = vec![mount];
        }
    }

    #[track_caller]
    fn shared(containers: Vec<ScannedContainer>, expected: &[&str]) {
        let scan = scan(containers);
        assert_eq!(scan.surroundings_of(&scan.containers[0]).shared_mounts, expected);
    }

    #[test]
    fn what_is_written_here_is_shared_with_a_project_that_writes_or_reads_it() {
        for kind in [MountKind::Volume, MountKind::Bind] {
            let writes = || mounts(kind, "uploads", false);
            shared(vec![container("shop", "api", writes()), container("blog", "web", writes())], &["/d"]);
            let reads = mounts(kind, "uploads", true);
            shared(vec![container("shop", "api", writes()), container("blog", "web", reads)], &["/d"]);
        }
    }

    #[test]
    fn workloads_of_one_project_and_those_who_only_read_share_nothing() {
        let writes = || mounts(MountKind::Volume, "uploads", false);
        shared(vec![container("shop", "api", writes()), container("shop", "web", writes())], &[]);
        let reads = mounts(MountKind::Volume, "uploads", true);
        shared(vec![container("shop", "api", reads), container("blog", "web", writes())], &[]);
        let anonymous = || mounts(MountKind::Volume, "", false);
        shared(vec![container("shop", "api", anonymous()), container("blog", "web", anonymous())], &[]);
    }
}
