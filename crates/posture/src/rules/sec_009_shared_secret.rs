use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "SEC-009",
    title: "Secret used by several workloads",
    severity: Severity::Medium,
    references: References { cis: &[], nist: &["3.1.4"], owasp: &["D06"], attack: &["T1552"] },
    rationale: "Whoever gets it from one workload has the others too, and nobody dares to replace it because all must change at once.",
    fix: "Give every workload a credential of its own, with only the rights it needs.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let shared = case.surroundings.shared_secrets.iter();
    shared
        .map(|place| Hit::new(RULE.severity, "another workload has the same value").on(place.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::facts::ValueKind;
    use crate::testing::hardened;

    #[test]
    fn a_value_that_another_workload_has_too_is_medium_beside_what_it_is() {
        let sample = hardened().env("DB_PASSWORD", ValueKind::SecretNamed);
        sample
            .surroundings(|s| s.shared_secrets = vec!["DB_PASSWORD".into()])
            .finds(&["SEC-002 medium DB_PASSWORD", "SEC-009 medium DB_PASSWORD"]);
    }

    #[test]
    fn each_place_is_a_finding() {
        hardened()
            .surroundings(|s| s.shared_secrets = vec!["A_TOKEN".into(), "command --token".into()])
            .finds(&["SEC-009 medium A_TOKEN", "SEC-009 medium command --token"]);
    }

    #[test]
    fn a_secret_of_ones_own_is_not_shared() {
        hardened().env("DB_PASSWORD", ValueKind::SecretNamed).finds_by("SEC-009", &[]);
    }
}
