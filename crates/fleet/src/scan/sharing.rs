//! What workloads of one host have in common without meaning to.

use std::collections::HashMap;
use std::hash::Hash;

use posture::facts::{Mount, MountKind, Origin, ValueKind};

use super::{Scan, ScannedContainer};
use crate::identity::identify;
use crate::workload::Identity;

/// Who holds each secret, and who has each source of mounts.
#[derive(Debug)]
pub(super) struct Sharing<'a> {
    secrets: HashMap<&'a str, Owners<Identity>>,
    mounts: HashMap<(MountKind, &'a str), Owners<String>>,
}

#[derive(Debug)]
enum Owners<T> {
    One(T),
    Several,
}

impl<'a> Sharing<'a> {
    pub fn of(scan: &'a Scan) -> Self {
        let mut sharing = Self { secrets: HashMap::new(), mounts: HashMap::new() };
        for container in &scan.containers {
            sharing.add(container);
        }
        sharing
    }

    fn add(&mut self, container: &'a ScannedContainer) {
        let mut mounts = container.facts.mounts.iter().filter(|mount| is_of_host(mount)).peekable();
        if container.fingerprints.is_empty() && mounts.peek().is_none() {
            return;
        }
        let identity = identify(container);
        let project = project(&identity).to_owned();
        for mount in mounts {
            own(&mut self.mounts, source(mount), &project);
        }
        for (_, fingerprint) in &container.fingerprints {
            own(&mut self.secrets, fingerprint, &identity);
        }
    }

    /// Variables and places whose secret another workload has too. Replicas are one workload, and what an image brings
    /// is the image's matter.
    pub fn secrets(&self, container: &ScannedContainer) -> Vec<String> {
        let is_shared =
            |fingerprint: &String| matches!(self.secrets.get(&**fingerprint), Some(Owners::Several));
        let own = container.fingerprints.iter().filter(|(place, _)| is_own_secret(container, place));
        let mut shared: Vec<String> =
            own.filter(|(_, fingerprint)| is_shared(fingerprint)).map(|(place, _)| place.clone()).collect();
        shared.sort_unstable();
        shared.dedup();
        shared
    }

    /// Destinations of writable mounts whose source a workload of another project has mounted too, if only to read.
    pub fn mounts(&self, container: &ScannedContainer) -> Vec<String> {
        let is_shared = |mount: &&Mount| matches!(self.mounts.get(&source(mount)), Some(Owners::Several));
        let own = container.facts.mounts.iter().filter(|mount| is_of_host(mount) && !mount.read_only);
        let mut shared: Vec<String> = own.filter(is_shared).map(|mount| mount.destination.clone()).collect();
        shared.sort_unstable();
        shared
    }
}

fn own<K: Eq + Hash, T: Clone + PartialEq>(owners: &mut HashMap<K, Owners<T>>, of: K, owner: &T) {
    let known = owners.entry(of).or_insert_with(|| Owners::One(owner.clone()));
    if matches!(known, Owners::One(first) if first != owner) {
        *known = Owners::Several;
    }
}

/// A random-looking value under a neutral name may be anything.
fn is_own_secret(container: &ScannedContainer, place: &str) -> bool {
    let variables = &container.facts.environment;
    let variable = variables.iter().find(|variable| variable.name == place);
    variable.is_none_or(|one| one.origin == Origin::Container && one.kind != ValueKind::HighEntropy)
}

fn is_of_host(mount: &Mount) -> bool {
    matches!(mount.kind, MountKind::Bind | MountKind::Volume) && !mount.source.is_empty()
}

fn source(mount: &Mount) -> (MountKind, &str) {
    (mount.kind, &mount.source)
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
        assert_eq!(scan.neighbourhood().surroundings_of(&scan.containers[0]).shared_secrets, expected);
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
        assert_eq!(scan.neighbourhood().surroundings_of(&scan.containers[0]).shared_mounts, expected);
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
