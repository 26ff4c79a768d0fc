//! Secrets that move into files.

use crate::facts::{Disclosure, Origin, Place, ValueKind, Variable};
use crate::fix::Facts;

/// A file below `/run/secrets`.
pub(super) struct SecretFile {
    /// `postgres_password`
    pub id: String,
    /// The variable that names the file; `None`: the program must be told another way.
    pub variable: Option<String>,
}

impl SecretFile {
    pub fn path(&self) -> String {
        format!("/run/secrets/{}", self.id)
    }
}

/// Files that the container reads after the change and did not before.
pub(super) fn new_files(before: &Facts<'_>, after: &Facts<'_>) -> Vec<SecretFile> {
    let (old, new) = (&before.container.environment, &after.container.environment);
    let is_new = |variable: &&Variable| variable.kind == ValueKind::Reference && !old.contains(variable);
    let named = new.iter().filter(is_new).map(|variable| SecretFile {
        id: id(variable.name.strip_suffix("_FILE").unwrap_or(&variable.name)),
        variable: Some(variable.name.clone()),
    });
    let of_command = moved(before, after).into_iter().filter(|one| one.place != Place::Label);
    named.chain(of_command.map(|one| SecretFile { id: id(&one.name), variable: None })).collect()
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
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let id: String = name.chars().map(plain).collect();
    let id = id.trim_matches('_');
    if id.is_empty() { "credential".to_owned() } else { id.chars().take(60).collect() }
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
