use super::Case;
use super::rule::{Check, Gap, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::facts::NamespaceMode;

pub const RULE: Rule = Rule {
    id: "CAP-025",
    title: "Foreign control group",
    severity: Severity::Medium,
    references: References { cis: &["5.25"], nist: &["3.4.3"], owasp: &["D04", "D07"], attack: &["T1611"] },
    rationale: "Below a parent of somebody else's choice the limits that the engine sets for all its containers do not hold; and in the host's cgroup namespace a process sees where it stands among all others.",
    fix: "Remove `--cgroup-parent` and `--cgroupns host`.",
    check: Check::Container(check),
};

/// Where engines and the kubelet put containers by themselves.
const OWN: [&str; 8] = [
    "docker",
    "kubepods",
    "libpod_parent",
    "machine.slice",
    "system.slice",
    "user.slice",
    "kubelet",
    "kubepods.slice",
];

fn check(case: &Case<'_>) -> Verdict {
    let in_hosts = case.container.namespaces.cgroup == NamespaceMode::Host;
    // With cgroup v1 the host's namespace is the engine's default.
    let namespace = (in_hosts && case.host.cgroup_version == Some(2))
        .then(|| Hit::new(RULE.severity, "shares the host's cgroup namespace").on("cgroup namespace"));
    let gap = (in_hosts && case.host.cgroup_version.is_none())
        .then(|| Gap { missing: "the cgroup version".into(), could_be: RULE.severity });
    parent(case).into_iter().chain(namespace).collect::<Verdict>().beside(gap)
}

fn parent(case: &Case<'_>) -> Option<Hit> {
    let parent = case.container.resources.cgroup_parent.as_str();
    let first = parent.trim_start_matches('/').split('/').next().unwrap_or_default();
    let is_own = first.is_empty() || OWN.contains(&first) || first.starts_with("kubepods-");
    (!is_own).then(|| Hit::new(RULE.severity, format!("below {parent}")).on("cgroup parent"))
}

#[cfg(test)]
mod tests {
    use crate::facts::NamespaceMode;
    use crate::testing::{Sample, hardened};

    fn below(parent: &str) -> Sample {
        hardened().container(|c| c.resources.cgroup_parent = parent.into())
    }

    fn in_hosts(version: Option<u8>) -> Sample {
        hardened()
            .container(|c| c.namespaces.cgroup = NamespaceMode::Host)
            .host(|h| h.cgroup_version = version)
    }

    #[test]
    fn a_foreign_parent_is_medium() {
        below("/custom").finds(&["CAP-025 medium cgroup parent"]);
        below("/").finds(&[]);
    }

    #[test]
    fn where_engines_and_the_kubelet_put_containers_is_not_foreign() {
        for parent in [
            "",
            "/docker",
            "system.slice",
            "user.slice",
            "/kubepods/burstable/pod12",
            "kubepods-besteffort-pod12.slice",
        ] {
            below(parent).finds(&[]);
        }
    }

    #[test]
    fn the_hosts_cgroup_namespace_is_medium_with_version_2() {
        in_hosts(Some(2)).finds(&["CAP-025 medium cgroup namespace"]);
    }

    #[test]
    fn with_version_1_it_is_the_engines_default() {
        in_hosts(Some(1)).finds(&[]);
        in_hosts(Some(1)).misses(&[]);
    }

    #[test]
    fn without_the_version_it_is_unknown() {
        in_hosts(None).misses(&["CAP-025 medium"]);
        let both = in_hosts(None).container(|c| c.resources.cgroup_parent = "/custom".into());
        both.finds(&["CAP-025 medium cgroup parent"]);
    }
}
