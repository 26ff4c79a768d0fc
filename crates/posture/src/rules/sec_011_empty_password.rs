use super::Case;
use super::rule::{Check, References, Rule, Verdict};
use super::variables;
use crate::Severity;
use crate::facts::ValueKind;

pub const RULE: Rule = Rule {
    id: "SEC-011",
    title: "Empty password allowed",
    severity: Severity::High,
    references: References { cis: &[], nist: &["3.1.4"], owasp: &["D06"], attack: &["T1078.001"] },
    rationale: "Whoever reaches the service is its administrator, without even a guess.",
    fix: "Remove the switch and set a password, given as a file: a Docker secret and a `*_FILE` variable.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    variables::verdict(case, |variable| match variable.kind {
        ValueKind::EmptyPasswordAllowed => Some((RULE.severity, "lets everybody in without a password")),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use crate::facts::{Origin, ValueKind};
    use crate::testing::hardened;

    #[test]
    fn allowing_an_empty_password_is_high() {
        hardened()
            .env("MYSQL_ALLOW_EMPTY_PASSWORD", ValueKind::EmptyPasswordAllowed)
            .finds(&["SEC-011 high MYSQL_ALLOW_EMPTY_PASSWORD"]);
    }

    #[test]
    fn an_image_that_allows_it_allows_it_to_all() {
        let sample = hardened().env("ALLOW_EMPTY_PASSWORD", ValueKind::EmptyPasswordAllowed);
        sample
            .container(|c| c.environment[0].origin = Origin::Image)
            .finds(&["SEC-011 high ALLOW_EMPTY_PASSWORD"]);
    }

    #[test]
    fn the_switch_turned_off_is_plain_and_a_weak_password_is_another_rules() {
        hardened().env("ALLOW_EMPTY_PASSWORD", ValueKind::Plain).finds(&[]);
        hardened().env("DB_PASSWORD", ValueKind::WeakPassword).finds(&["SEC-004 high DB_PASSWORD"]);
    }
}
