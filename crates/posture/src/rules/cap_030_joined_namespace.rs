use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::facts::{NamespaceMode, NetworkMode};

pub const RULE: Rule = Rule {
    id: "CAP-030",
    title: "Joins another container's namespace",
    severity: Severity::Low,
    references: References { cis: &[], nist: &["3.4.3"], owasp: &["D03", "D04"], attack: &["T1613"] },
    rationale: "The two are one to an attacker: what listens on loopback, every process with its environment, shared memory. If one falls, so does the other.",
    fix: "Give it namespaces of its own and let the two talk over a network; where a sidecar must share, share that namespace only.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let namespaces = &case.container.namespaces;
    let joins = [
        ("ipc", namespaces.ipc == NamespaceMode::Container, "shares the memory of another container"),
        (
            "network",
            case.container.network_mode == NetworkMode::Container,
            "shares the network of another container",
        ),
        ("pid", namespaces.pid == NamespaceMode::Container, "sees the processes of another container"),
    ];
    let joined = joins.into_iter().filter(|(_, joins, _)| *joins);
    joined.map(|(namespace, _, evidence)| Hit::new(RULE.severity, evidence).on(namespace)).collect()
}

#[cfg(test)]
mod tests {
    use crate::facts::{NamespaceMode, NetworkMode};
    use crate::testing::hardened;

    #[test]
    fn each_joined_namespace_is_low() {
        hardened().container(|c| c.namespaces.pid = NamespaceMode::Container).finds(&["CAP-030 low pid"]);
        hardened().container(|c| c.namespaces.ipc = NamespaceMode::Container).finds(&["CAP-030 low ipc"]);
        hardened().container(|c| c.network_mode = NetworkMode::Container).finds(&["CAP-030 low network"]);
    }

    #[test]
    fn one_that_others_may_join_has_joined_none() {
        hardened().container(|c| c.namespaces.ipc = NamespaceMode::Shareable).finds(&[]);
    }

    #[test]
    fn the_hosts_is_a_finding_of_its_own() {
        hardened().container(|c| c.namespaces.pid = NamespaceMode::Host).finds(&["CAP-010 high"]);
    }

    #[test]
    fn each_is_told_with_what_it_shares() {
        let joined = hardened().container(|c| c.namespaces.pid = NamespaceMode::Container);
        joined.shows("CAP-030", "sees the processes of another container");
    }
}
