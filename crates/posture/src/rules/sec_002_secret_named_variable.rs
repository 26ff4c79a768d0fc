use super::Case;
use super::rule::{Check, References, Rule, Verdict};
use super::sec_007_baked_credential::is_taken;
use super::variables;
use crate::Severity;
use crate::facts::ValueKind;

pub const RULE: Rule = Rule {
    id: "SEC-002",
    title: "Secret in the environment",
    severity: Severity::Medium,
    references: References { cis: &[], nist: &["3.1.4"], owasp: &["D06"], attack: &["T1552"] },
    rationale: "A literal password in the environment is read by everyone who may inspect the container, and stands in the file that started it.",
    fix: "Give it as a file: a Docker secret and a `*_FILE` variable, or a reference into a vault.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    variables::verdict(case, |variable| match variable.kind {
        // Baked into the image it is SEC-007, which is worse.
        _ if is_taken(case, variable) => None,
        ValueKind::SecretNamed => Some((RULE.severity, "literal value under a secret's name")),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use crate::facts::ValueKind;
    use crate::testing::hardened;

    #[test]
    fn a_literal_under_a_secrets_name_is_medium() {
        hardened().env("DB_PASSWORD", ValueKind::SecretNamed).finds(&["SEC-002 medium DB_PASSWORD"]);
    }

    #[test]
    fn references_and_placeholders_are_no_secrets() {
        hardened()
            .env("DB_PASSWORD_FILE", ValueKind::Reference)
            .env("API_TOKEN", ValueKind::Placeholder)
            .env("PATH", ValueKind::Plain)
            .finds(&[]);
    }

    #[test]
    fn without_the_image_what_it_brings_counts_here() {
        let sample = hardened().env("DB_PASSWORD", ValueKind::SecretNamed).without_image();
        let of_image = sample.container(|c| c.environment[0].origin = crate::facts::Origin::Image);
        of_image.finds_by("SEC-002", &["medium DB_PASSWORD"]);
    }
}
