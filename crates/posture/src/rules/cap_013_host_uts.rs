use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::facts::NamespaceMode;

pub const RULE: Rule = Rule {
    id: "CAP-013",
    title: "Host UTS namespace",
    severity: Severity::Medium,
    references: References { cis: &["5.21"], nist: &["3.4.3"], owasp: &["D04"], attack: &["T1611"] },
    rationale: "The container can change the host's name, by which other systems and certificates know it.",
    fix: "Remove `--uts host`; give the container a name of its own with `--hostname`.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let shares = case.container.namespaces.uts == NamespaceMode::Host;
    Verdict::fail_if(shares, || Hit::new(RULE.severity, "shares the host's UTS namespace"))
}

#[cfg(test)]
mod tests {
    use crate::facts::NamespaceMode;
    use crate::testing::hardened;

    #[test]
    fn the_host_uts_namespace_is_medium() {
        hardened().container(|c| c.namespaces.uts = NamespaceMode::Host).finds(&["CAP-013 medium"]);
    }

    #[test]
    fn a_namespace_of_its_own_is_fine() {
        hardened().container(|c| c.namespaces.uts = NamespaceMode::Private).finds(&[]);
    }

    #[test]
    fn under_privileged_it_counts_all_the_same() {
        let sample = hardened().privileged().container(|c| c.namespaces.uts = NamespaceMode::Host);
        sample.finds(&["CAP-001 critical", "CAP-013 medium"]);
    }
}
