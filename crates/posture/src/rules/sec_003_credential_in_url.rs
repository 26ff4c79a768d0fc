use super::Case;
use super::rule::{Check, References, Rule, Verdict};
use super::variables;
use crate::Severity;
use crate::facts::ValueKind;

pub const RULE: Rule = Rule {
    id: "SEC-003",
    title: "Credential in a URL",
    severity: Severity::High,
    references: References { cis: &[], nist: &["3.1.4"], owasp: &["D06"], attack: &["T1552"] },
    rationale: "URLs end up in logs, error reports and process lists, and a password in one goes with them.",
    fix: "Take user and password out of the URL and give them as files.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    variables::verdict(case, |variable| match variable.kind {
        ValueKind::UrlCredential => Some((RULE.severity, "credential in a URL or connection string")),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use crate::facts::ValueKind;
    use crate::testing::hardened;

    #[test]
    fn a_credential_in_a_url_is_high() {
        hardened().env("DATABASE_URL", ValueKind::UrlCredential).finds(&["SEC-003 high DATABASE_URL"]);
    }

    #[test]
    fn one_that_the_image_brings_counts_the_same() {
        let sample = hardened().env("DATABASE_URL", ValueKind::UrlCredential);
        let of_image = sample.container(|c| c.environment[0].origin = crate::facts::Origin::Image);
        of_image.finds(&["SEC-003 high DATABASE_URL"]);
        of_image.shows("SEC-003", "credential in a URL or connection string, set by the image");
    }

    #[test]
    fn a_url_without_one_is_plain() {
        hardened().env("DATABASE_URL", ValueKind::Plain).env("A_URL", ValueKind::Reference).finds(&[]);
    }
}
