use super::Case;
use super::rule::{Check, References, Rule, Verdict};
use super::variables;
use crate::Severity;
use crate::facts::ValueKind;

pub const RULE: Rule = Rule {
    id: "SEC-004",
    title: "Default or weak password",
    severity: Severity::High,
    references: References { cis: &[], nist: &["3.1.4"], owasp: &["D06"], attack: &["T1552"] },
    rationale: "Default passwords are the first that are tried, by people and by worms.",
    fix: "Set a long random password, and give it as a file: a Docker secret and a `*_FILE` variable.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    variables::verdict(case, |variable| match variable.kind {
        ValueKind::WeakPassword => Some((RULE.severity, "default or easily guessed password")),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use crate::facts::{Origin, ValueKind};
    use crate::testing::hardened;

    #[test]
    fn a_weak_password_is_high() {
        hardened()
            .env("POSTGRES_PASSWORD", ValueKind::WeakPassword)
            .finds(&["SEC-004 high POSTGRES_PASSWORD"]);
    }

    #[test]
    fn one_that_the_image_brings_counts_the_same() {
        let sample = hardened()
            .env("ADMIN_PASSWORD", ValueKind::WeakPassword)
            .container(|c| c.environment[0].origin = Origin::Image);
        sample.finds(&["SEC-004 high ADMIN_PASSWORD"]);
        assert_eq!(
            sample.outcome().findings[0].evidence,
            "default or easily guessed password, set by the image"
        );
    }

    #[test]
    fn a_placeholder_that_nobody_filled_in_is_none() {
        hardened().env("API_TOKEN", ValueKind::Placeholder).finds(&[]);
    }
}
