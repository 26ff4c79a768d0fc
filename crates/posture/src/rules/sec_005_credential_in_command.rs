use super::Case;
use super::disclosures;
use super::rule::{Check, References, Rule, Verdict};
use crate::Severity;
use crate::facts::Place;

pub const RULE: Rule = Rule {
    id: "SEC-005",
    title: "Credential in command, entrypoint or health check",
    severity: Severity::High,
    references: References { cis: &[], nist: &["3.1.4"], owasp: &["D06"], attack: &["T1552"] },
    rationale: "Arguments stand in the process list for everybody on the host to read, and in the engine's answers and logs.",
    fix: "Have the program read it from a file, such as a Docker secret; replace the credential, it was seen.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let is_there = |place| matches!(place, Place::Command | Place::Entrypoint | Place::HealthCheck);
    disclosures::verdict(RULE.severity, disclosures::of_container(case, is_there))
}

#[cfg(test)]
mod tests {
    use crate::facts::{CredentialKind, Place, ValueKind};
    use crate::testing::hardened;

    #[test]
    fn a_credential_in_the_command_is_high() {
        let sample = hardened().discloses(Place::Command, "--requirepass", ValueKind::SecretNamed);
        sample.finds(&["SEC-005 high command --requirepass"]);
        sample.shows("SEC-005", "literal value under a secret's name");
    }

    #[test]
    fn entrypoint_and_health_check_are_commands_too() {
        hardened()
            .discloses(Place::Entrypoint, "", ValueKind::Credential(CredentialKind::Cloud))
            .discloses(Place::HealthCheck, "", ValueKind::WeakPassword)
            .finds(&["SEC-005 high entrypoint", "SEC-005 high health check"]);
    }

    #[test]
    fn what_the_image_brings_counts_once() {
        let sample = hardened().discloses(Place::Command, "--token", ValueKind::SecretNamed);
        let disclosures = sample.container.disclosures.clone();
        sample.image(|i| i.disclosures = disclosures).finds(&["SEC-005 high command --token"]);
    }

    #[test]
    fn a_command_without_one_is_fine() {
        hardened().discloses(Place::Command, "--token", ValueKind::Reference).finds(&[]);
        hardened().discloses(Place::Command, "--token", ValueKind::Placeholder).finds(&[]);
    }
}
