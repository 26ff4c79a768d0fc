use super::Case;
use super::disclosures::{self, is_credential, title};
use super::rule::{Check, Hit, References, Rule, Verdict};
use super::{sec_001_known_credential, sec_003_credential_in_url, sec_004_weak_password};
use crate::Severity;
use crate::facts::{Disclosure, Origin, Place, ValueKind, Variable};

pub const RULE: Rule = Rule {
    id: "SEC-007",
    title: "Credential baked into the image",
    severity: Severity::High,
    references: References {
        cis: &["4.10"],
        nist: &["3.1.4", "4.1.4"],
        owasp: &["D06"],
        attack: &["T1552", "T1525"],
    },
    rationale: "Whoever may pull the image has the credential, in every copy and for as long as the image exists.",
    fix: "Remove it from the Dockerfile, rebuild, delete the old image, and replace the credential: it was published.",
    check: Check::Container(check),
};

/// What is in force in the container is counted there where that is as bad; the rest of the image's configuration here.
fn check(case: &Case<'_>) -> Verdict {
    let Some(image) = case.image else {
        return Verdict::unknown("the image's configuration", RULE.severity);
    };
    let inherited = case.container.environment.iter().filter(|variable| counts_inherited(case, variable));
    let overridden =
        image.environment.iter().filter(|variable| is_strong(variable.kind) && !in_force(case, variable));
    let variables = inherited
        .chain(overridden)
        .map(|variable| Hit::new(RULE.severity, title(variable.kind)).on(variable.name.as_str()));
    let elsewhere = image.disclosures.iter().filter(|one| counts(case, one));
    variables.chain(elsewhere.map(|one| Hit::new(RULE.severity, title(one.kind)).on(one.subject()))).collect()
}

/// Counted here and not by SEC-002, which is milder.
pub(super) fn is_taken(case: &Case<'_>, variable: &Variable) -> bool {
    case.image.is_some() && !case.policy.is_off(RULE.id) && is_baked_literal(variable)
}

/// What another rule counts as bad or worse is that rule's, as long as it is on.
fn counts_inherited(case: &Case<'_>, variable: &Variable) -> bool {
    let elsewhere = match variable.kind {
        ValueKind::Credential(_) => sec_001_known_credential::RULE.id,
        ValueKind::UrlCredential => sec_003_credential_in_url::RULE.id,
        ValueKind::WeakPassword => sec_004_weak_password::RULE.id,
        _ => return is_baked_literal(variable),
    };
    variable.origin == Origin::Image && case.policy.is_off(elsewhere)
}

fn is_baked_literal(variable: &Variable) -> bool {
    variable.origin == Origin::Image && variable.kind == ValueKind::SecretNamed
}

/// A default that a container overrides opens nothing.
const fn is_strong(kind: ValueKind) -> bool {
    matches!(kind, ValueKind::Credential(_) | ValueKind::SecretNamed | ValueKind::UrlCredential)
}

fn in_force(case: &Case<'_>, variable: &Variable) -> bool {
    let same = |own: &&Variable| own.name == variable.name && own.origin == Origin::Image;
    case.container.environment.iter().any(|own| same(&own))
}

/// Labels always; commands only where the container has others.
fn counts(case: &Case<'_>, one: &Disclosure) -> bool {
    match one.place {
        Place::BuildHistory | Place::BuildArgument => false,
        Place::Label => is_credential(one.kind),
        Place::Command | Place::Entrypoint | Place::HealthCheck => {
            is_strong(one.kind) && !disclosures::of_container(case, |_| true).any(|own| own == one)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::{CredentialKind, Disclosure, Origin, Place, ValueKind, Variable};
    use crate::testing::{Sample, hardened};

    const TOKEN: ValueKind = ValueKind::Credential(CredentialKind::CodeForge);

    /// A variable of the image, and the container's own of the same name where it has one.
    fn variable(kind: ValueKind, own: Option<ValueKind>) -> Sample {
        let of_image = Variable { name: "API_TOKEN".into(), kind, origin: Origin::Image };
        let in_container = match own {
            Some(kind) => Variable { kind, origin: Origin::Container, ..of_image.clone() },
            None => of_image.clone(),
        };
        hardened().image(|i| i.environment = vec![of_image]).container(|c| c.environment = vec![in_container])
    }

    #[test]
    fn a_literal_that_the_image_brings_is_high_and_counts_once() {
        variable(ValueKind::SecretNamed, None).finds(&["SEC-007 high API_TOKEN"]);
    }

    #[test]
    fn where_the_environment_is_as_bad_it_is_counted_there() {
        variable(TOKEN, None).finds(&["SEC-001 critical API_TOKEN"]);
        variable(ValueKind::WeakPassword, None).finds(&["SEC-004 high API_TOKEN"]);
    }

    #[test]
    fn where_the_rule_that_counts_it_is_off_it_is_counted_here() {
        for (kind, off) in
            [(TOKEN, "SEC-001"), (ValueKind::UrlCredential, "SEC-003"), (ValueKind::WeakPassword, "SEC-004")]
        {
            let sample = variable(kind, None);
            sample.finds_by("SEC-007", &[]);
            sample.policy(|p| p.rules_off.extend([off.into()])).finds(&["SEC-007 high API_TOKEN"]);
        }
        let own = variable(TOKEN, Some(ValueKind::WeakPassword));
        let own = own.image(|i| i.environment.clear());
        own.policy(|p| p.rules_off.extend(["SEC-004".into()])).finds_by("SEC-007", &[]);
    }

    #[test]
    fn what_the_container_overrides_is_still_in_the_image() {
        variable(TOKEN, Some(ValueKind::Reference)).finds(&["SEC-007 high API_TOKEN"]);
        variable(ValueKind::SecretNamed, Some(ValueKind::SecretNamed))
            .finds(&["SEC-007 high API_TOKEN", "SEC-002 medium API_TOKEN"]);
    }

    #[test]
    fn a_default_password_that_the_container_overrides_opens_nothing() {
        variable(ValueKind::WeakPassword, Some(ValueKind::Reference)).finds(&[]);
        variable(ValueKind::Plain, None).finds(&[]);
    }

    #[test]
    fn commands_that_the_container_replaces_and_labels_are_in_the_image() {
        let one = |place, name: &str| Disclosure { place, name: name.into(), kind: TOKEN };
        let image = hardened().image(|i| {
            i.disclosures = vec![one(Place::Command, "--token"), one(Place::Label, "acme.token")];
        });
        image.finds(&["SEC-007 high command --token", "SEC-007 high label acme.token"]);
    }

    #[test]
    fn without_the_image_it_is_unknown() {
        assert!(hardened().without_image().unknown_lines().contains(&"SEC-007 high".to_owned()));
    }
}
