//! Secrets that move into files.

use std::collections::BTreeSet;

use crate::facts::{Disclosure, Origin, Place, ValueKind, Variable};
use crate::fix::{Facts, slug};

const FOLDER: &str = "/run/secrets/";

/// A file below `/run/secrets`.
pub(super) struct SecretFile {
    /// `postgres_password`
    pub id: String,
    /// The variable that names the file; `None`: the program must be told another way.
    pub variable: Option<String>,
}

impl SecretFile {
    pub fn path(&self) -> String {
        format!("{FOLDER}{}", self.id)
    }
}

/// Files that the container reads after the change and did not before. A credential of one name has one file, and no two
/// files have one name.
pub(super) fn new_files(before: &Facts<'_>, after: &Facts<'_>) -> Vec<SecretFile> {
    let (old, new) = (&before.container.environment, &after.container.environment);
    let is_file = |variable: &&Variable| variable.kind == ValueKind::Reference;
    let mut used: BTreeSet<String> =
        old.iter().filter(is_file).filter_map(|own| own.name.strip_suffix("_FILE")).map(id).collect();
    let mounted = before.container.mounts.iter();
    used.extend(mounted.filter_map(|mount| mount.destination.strip_prefix(FOLDER)).map(str::to_owned));
    let named = new.iter().filter(is_file).filter(|variable| !old.contains(variable));
    let named = named.map(|variable| {
        (variable.name.strip_suffix("_FILE").unwrap_or(&variable.name), Some(variable.name.clone()))
    });
    let moved = moved(before, after);
    let mut seen = BTreeSet::new();
    let of_command = moved.iter().filter(|one| one.place != Place::Label && seen.insert(&one.name));
    let of_command = of_command.map(|one| (one.name.as_str(), None));
    named
        .chain(of_command)
        .map(|(name, variable)| SecretFile { id: unused(&id(name), &mut used), variable })
        .collect()
}

/// `password`, else `password_2` and so on.
fn unused(id: &str, used: &mut BTreeSet<String>) -> String {
    let mut free = id.to_owned();
    let mut number = 1_u32;
    while !used.insert(free.clone()) {
        number += 1;
        free = format!("{id}_{number}");
    }
    free
}

/// Credentials that left the container's command, health check or labels.
pub(super) fn moved<'f>(before: &'f Facts<'_>, after: &Facts<'_>) -> Vec<&'f Disclosure> {
    let left = &after.container.disclosures;
    before.container.disclosures.iter().filter(|one| !left.contains(one)).collect()
}

/// Variables that the container sets no longer.
pub(super) fn gone<'f>(before: &'f Facts<'_>, after: &Facts<'_>) -> Vec<&'f Variable> {
    let sets = |variable: &&Variable| variable.origin == Origin::Container;
    let is_left = |name: &str| after.container.environment.iter().filter(sets).any(|own| own.name == name);
    before.container.environment.iter().filter(sets).filter(|variable| !is_left(&variable.name)).collect()
}

/// Variables that are set plainly after the change, with values that are no secret.
pub(super) fn plain(before: &Facts<'_>, after: &Facts<'_>) -> Vec<(&'static str, &'static str)> {
    const ENGINE: [(&str, &str); 2] = [("DOCKER_CERT_PATH", "/certs"), ("DOCKER_TLS_VERIFY", "1")];
    let has = |facts: &Facts<'_>, name: &str| facts.container.environment.iter().any(|own| own.name == name);
    ENGINE.into_iter().filter(|(name, _)| has(after, name) && !has(before, name)).collect()
}

/// What Docker and Kubernetes both accept as a key: `POSTGRES_PASSWORD` becomes `postgres_password`.
pub(super) fn id(name: &str) -> String {
    let mut id = slug(name, '_');
    id.truncate(60);
    if id.is_empty() { "credential".to_owned() } else { id }
}

/// What to do about each credential that moved.
pub(super) fn notes(before: &Facts<'_>, after: &Facts<'_>) -> Vec<String> {
    let files = new_files(before, after);
    let mut notes = Vec::new();
    for file in &files {
        if file.variable.is_none() {
            notes.push(format!("Have the program read {}.", file.path()));
        }
    }
    if !files.is_empty() {
        notes.push("Put a new credential into the file: the old one was seen.".to_owned());
    }
    notes
}
