use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::facts::NamespaceMode;

pub const RULE: Rule = Rule {
    id: "CAP-012",
    title: "Host IPC namespace",
    severity: Severity::Medium,
    references: References { cis: &["5.17"], nist: &["3.4.3"], owasp: &["D04"], attack: &["T1611"] },
    rationale: "Shared memory of the host's processes can be read and written, databases' buffers among it.",
    fix: "Remove `--ipc host`; containers that must share memory can share it with each other.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let shares = case.container.namespaces.ipc == NamespaceMode::Host;
    Verdict::fail_if(shares, || Hit::new(RULE.severity, "shares the host's IPC namespace"))
}

#[cfg(test)]
mod tests {
    use crate::facts::NamespaceMode;
    use crate::testing::hardened;

    #[test]
    fn the_host_ipc_namespace_is_medium() {
        hardened().container(|c| c.namespaces.ipc = NamespaceMode::Host).finds(&["CAP-012 medium"]);
    }

    #[test]
    fn shareable_with_containers_is_not_the_host() {
        hardened().container(|c| c.namespaces.ipc = NamespaceMode::Shareable).finds(&[]);
    }

    #[test]
    fn the_memory_of_another_container_is_not_the_hosts() {
        hardened().container(|c| c.namespaces.ipc = NamespaceMode::Container).finds_by("CAP-012", &[]);
    }
}
