use super::Case;
use super::rule::{Check, References, Rule, Verdict};
use super::variables;
use crate::Severity;
use crate::facts::ValueKind;

pub const RULE: Rule = Rule {
    id: "SEC-013",
    title: "Random value under a neutral name",
    severity: Severity::Info,
    references: References { cis: &[], nist: &["3.1.4"], owasp: &["D06"], attack: &["T1552"] },
    rationale: "It looks as if a machine had made it, as keys are made; its name does not say. Worth a look, no more.",
    fix: "See what it is. If it is a key, give it as a file and name it so that others see it too.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    variables::verdict(case, |variable| match variable.kind {
        ValueKind::HighEntropy => Some((RULE.severity, "looks random")),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use crate::facts::ValueKind;
    use crate::testing::hardened;

    #[test]
    fn it_is_worth_a_word() {
        hardened().env("BLOB", ValueKind::HighEntropy).finds(&["SEC-013 info BLOB"]);
    }

    #[test]
    fn it_costs_no_points() {
        let sample = hardened().env("BLOB", ValueKind::HighEntropy);
        assert!((sample.posture().score - 100.0).abs() < f64::EPSILON);
    }

    #[test]
    fn a_plain_value_is_none() {
        hardened().env("LANG", ValueKind::Plain).finds(&[]);
    }

    #[test]
    fn under_a_secrets_name_it_is_more_than_that() {
        hardened().env("APP_SECRET", ValueKind::SecretNamed).finds(&["SEC-002 medium APP_SECRET"]);
    }
}
