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
}
