use proptest::prelude::*;

use super::{mostly_default, name_of, one_of};
use crate::facts::{CredentialKind, Disclosure, Origin, Place, ValueKind, Variable};

const KINDS: &[ValueKind] = &[
    ValueKind::Plain,
    ValueKind::Reference,
    ValueKind::Placeholder,
    ValueKind::Credential(CredentialKind::Cloud),
    ValueKind::Credential(CredentialKind::Chat),
    ValueKind::SecretNamed,
    ValueKind::UrlCredential,
    ValueKind::WeakPassword,
    ValueKind::EmptyPasswordAllowed,
    ValueKind::PasswordHash,
    ValueKind::HighEntropy,
    ValueKind::PlainEngineEndpoint,
];

const PLACES: &[Place] = &[
    Place::Command,
    Place::Entrypoint,
    Place::HealthCheck,
    Place::Label,
    Place::BuildHistory,
    Place::BuildArgument,
];

/// Up to four variables, of container and image.
pub(super) fn variables() -> impl Strategy<Value = Vec<Variable>> {
    let variable = (
        name_of(&["A", "B", "DB_PASSWORD", "<b>"]),
        one_of(KINDS),
        one_of(&[Origin::Container, Origin::Image]),
    )
        .prop_map(|(name, kind, origin)| Variable { name, kind, origin });
    proptest::collection::vec(variable, 0..=4)
}

/// Up to three, in any place; often none.
pub(super) fn disclosures() -> impl Strategy<Value = Vec<Disclosure>> {
    let disclosure = (one_of(PLACES), name_of(&["", "--token", "acme.key", "<b>"]), one_of(KINDS))
        .prop_map(|(place, name, kind)| Disclosure { place, name, kind });
    mostly_default(40, proptest::collection::vec(disclosure, 0..=3))
}
