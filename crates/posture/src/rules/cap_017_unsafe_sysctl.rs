use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "CAP-017",
    title: "Unsafe sysctl",
    severity: Severity::Medium,
    references: References { cis: &[], nist: &["3.4.3"], owasp: &["D04"], attack: &["T1499"] },
    rationale: "A sysctl that was not proven to stay inside its namespace may disturb other containers or the host.",
    fix: "Remove it, or set it on the host for all.",
    check: Check::Container(check),
};

/// The set that Kubernetes calls safe: isolated from neighbours, and bounded by the container's own limits.
/// Source: kubernetes.io, "Using sysctls in a Kubernetes Cluster".
const SAFE: [&str; 12] = [
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_wmem",
];

fn check(case: &Case<'_>) -> Verdict {
    let sysctls = case.container.sysctls.iter();
    sysctls
        .filter(|(name, _)| !SAFE.contains(&name.as_str()))
        .map(|(name, value)| Hit::new(RULE.severity, format!("set to {value}")).on(name.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::testing::{Sample, hardened};

    fn with(name: &str) -> Sample {
        hardened().container(|c| drop(c.sysctls.insert(name.into(), "1".into())))
    }

    #[test]
    fn what_is_not_known_to_be_safe_is_medium() {
        with("net.core.somaxconn").finds(&["CAP-017 medium net.core.somaxconn"]);
        with("kernel.msgmax").finds(&["CAP-017 medium kernel.msgmax"]);
    }

    #[test]
    fn the_safe_set_is_fine() {
        with("net.ipv4.ip_unprivileged_port_start").finds(&[]);
    }

    #[test]
    fn each_is_a_finding_with_its_value_as_evidence() {
        let two = with("kernel.msgmax")
            .container(|c| drop(c.sysctls.insert("net.core.rmem_max".into(), "9".into())));
        two.finds(&["CAP-017 medium kernel.msgmax", "CAP-017 medium net.core.rmem_max"]);
        two.shows("CAP-017", "set to 1");
    }
}
