use super::Case;
use super::rule::{Check, References, Rule, Verdict};
use super::variables;
use crate::Severity;
use crate::facts::{CredentialKind, ValueKind};

pub const RULE: Rule = Rule {
    id: "SEC-001",
    title: "Credential in the environment",
    severity: Severity::Critical,
    references: References { cis: &["4.10"], nist: &["3.1.4"], owasp: &["D06"], attack: &["T1552"] },
    rationale: "Everyone who may inspect the container, and every process and crash report inside, reads its environment. Keys of a known format are found and tried within minutes of a leak.",
    fix: "Revoke and replace the credential. Give the new one as a file: a Docker secret, or a vault's agent, and a `*_FILE` variable.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    variables::verdict(case, |variable| match variable.kind {
        ValueKind::Credential(credential) => Some((severity(credential), credential.title())),
        _ => None,
    })
}

/// Critical where the key alone moves money, code or machines.
const fn severity(kind: CredentialKind) -> Severity {
    match kind {
        CredentialKind::Cloud
        | CredentialKind::CodeForge
        | CredentialKind::Payment
        | CredentialKind::PrivateKey => Severity::Critical,
        CredentialKind::JsonWebToken
        | CredentialKind::Chat
        | CredentialKind::Mail
        | CredentialKind::PackageRegistry
        | CredentialKind::Observability
        | CredentialKind::Other => Severity::High,
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::{CredentialKind, ValueKind};
    use crate::testing::hardened;

    fn check(kind: CredentialKind, expected: &str) {
        hardened().env("TOKEN", ValueKind::Credential(kind)).finds(&[expected]);
    }

    #[test]
    fn keys_to_money_code_and_machines_are_critical() {
        check(CredentialKind::Cloud, "SEC-001 critical TOKEN");
        check(CredentialKind::CodeForge, "SEC-001 critical TOKEN");
        check(CredentialKind::Payment, "SEC-001 critical TOKEN");
        check(CredentialKind::PrivateKey, "SEC-001 critical TOKEN");
    }

    #[test]
    fn others_are_high() {
        check(CredentialKind::JsonWebToken, "SEC-001 high TOKEN");
        check(CredentialKind::Chat, "SEC-001 high TOKEN");
        check(CredentialKind::Other, "SEC-001 high TOKEN");
    }

    #[test]
    fn each_variable_is_a_finding_and_the_evidence_names_no_value() {
        let sample = hardened()
            .env("A_KEY", ValueKind::Credential(CredentialKind::Cloud))
            .env("B_KEY", ValueKind::Credential(CredentialKind::Mail));
        sample.finds(&["SEC-001 critical A_KEY", "SEC-001 high B_KEY"]);
        assert_eq!(sample.outcome().findings[0].evidence, "cloud key, set by the container");
    }
}
