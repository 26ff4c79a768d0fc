use super::Case;
use super::disclosures;
use super::rule::{Check, Hit, References, Rule, Verdict};
use super::sec_007_baked_credential;
use crate::Severity;
use crate::facts::Place;

pub const RULE: Rule = Rule {
    id: "SEC-006",
    title: "Credential in a label",
    severity: Severity::Medium,
    references: References { cis: &[], nist: &["3.1.4"], owasp: &["D06"], attack: &["T1552"] },
    rationale: "Labels are read by every tool that talks to the engine, and copied into dashboards, metrics and logs.",
    fix: "Move it to a secret that the program reads, or that the proxy reads from a file; replace the credential.",
    check: Check::Container(check),
};

/// A label that the image brings is baked in: SEC-007, which is worse.
fn check(case: &Case<'_>) -> Verdict {
    disclosures::of_container(case, |place| place == Place::Label)
        .filter(|label| {
            case.policy.is_off(sec_007_baked_credential::RULE.id) || !disclosures::is_in(case.image, label)
        })
        .map(|label| Hit::new(RULE.severity, disclosures::title(label.kind)).on(label.name.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::facts::{Place, ValueKind};
    use crate::testing::hardened;

    #[test]
    fn a_credential_in_a_label_is_medium() {
        hardened()
            .discloses(Place::Label, "acme.token", ValueKind::SecretNamed)
            .finds(&["SEC-006 medium acme.token"]);
    }

    #[test]
    fn one_that_the_image_brings_is_baked_in() {
        let sample = hardened().discloses(Place::Label, "acme.token", ValueKind::SecretNamed);
        let disclosures = sample.container.disclosures.clone();
        sample.image(|i| i.disclosures = disclosures).finds(&["SEC-007 high label acme.token"]);
    }

    #[test]
    fn a_reference_in_a_label_is_none() {
        hardened().discloses(Place::Label, "acme.token", ValueKind::Reference).finds(&[]);
    }

    #[test]
    fn the_hash_of_a_password_is_another_rules() {
        let hash = hardened().discloses(Place::Label, "basicauth.users", ValueKind::PasswordHash);
        hash.finds_by("SEC-006", &[]);
    }
}
