use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::facts::NamespaceMode;

pub const RULE: Rule = Rule {
    id: "CAP-010",
    title: "Host process namespace",
    severity: Severity::High,
    references: References { cis: &["5.16"], nist: &["3.4.3"], owasp: &["D04"], attack: &["T1611", "T1613"] },
    rationale: "The container sees every process of the host, with their arguments and environments, and can signal or trace those of the same user.",
    fix: "Remove `--pid host`; to watch one container share the namespace of that one (`--pid container:NAME`).",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let shares = case.container.namespaces.pid == NamespaceMode::Host;
    Verdict::fail_if(shares, || Hit::new(RULE.severity, "shares the host's process namespace"))
}

#[cfg(test)]
mod tests {
    use crate::facts::NamespaceMode;
    use crate::testing::hardened;

    #[test]
    fn the_host_process_namespace_is_high() {
        hardened().container(|c| c.namespaces.pid = NamespaceMode::Host).finds(&["CAP-010 high"]);
    }

    #[test]
    fn that_of_another_container_is_not_the_host() {
        hardened().container(|c| c.namespaces.pid = NamespaceMode::Container).finds_by("CAP-010", &[]);
    }

    #[test]
    fn under_privileged_it_counts_all_the_same() {
        let sample = hardened().privileged().container(|c| c.namespaces.pid = NamespaceMode::Host);
        sample.finds(&["CAP-001 critical", "CAP-010 high"]);
    }
}
