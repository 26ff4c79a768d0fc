//! Rules about credentials outside the environment.

use super::Case;
use super::rule::{Hit, Verdict};
use crate::Severity;
use crate::facts::{Disclosure, Image, Place, ValueKind};

/// As people read it; empty for what is no credential.
pub(super) const fn title(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Credential(credential) => credential.title(),
        ValueKind::SecretNamed => "literal value under a secret's name",
        ValueKind::UrlCredential => "credential in a URL or connection string",
        ValueKind::WeakPassword => "default or easily guessed password",
        ValueKind::PasswordHash => "hash of a password",
        _ => "",
    }
}

/// A credential, weak or strong; hashes are SEC-012's.
pub(super) const fn is_credential(kind: ValueKind) -> bool {
    matches!(
        kind,
        ValueKind::Credential(_)
            | ValueKind::SecretNamed
            | ValueKind::UrlCredential
            | ValueKind::WeakPassword
    )
}

/// What the container has of one kind of place, each with its subject.
pub(super) fn of_container<'a>(
    case: &'a Case<'_>,
    is_there: impl Fn(Place) -> bool + 'a,
) -> impl Iterator<Item = &'a Disclosure> {
    case.container.disclosures.iter().filter(move |one| is_there(one.place) && is_credential(one.kind))
}

pub(super) fn is_in(image: Option<&Image>, disclosure: &Disclosure) -> bool {
    image.is_some_and(|image| image.disclosures.contains(disclosure))
}

/// One finding for each, all of one severity.
pub(super) fn verdict<'a>(severity: Severity, found: impl Iterator<Item = &'a Disclosure>) -> Verdict {
    found.map(|one| Hit::new(severity, title(one.kind)).on(one.subject())).collect()
}
