use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::facts::{NamespaceMode, SeLinux};

pub const RULE: Rule = Rule {
    id: "CAP-009",
    title: "SELinux label disabled",
    severity: Severity::Low,
    references: References {
        cis: &["5.3"],
        nist: &["3.4.3", "3.5.2"],
        owasp: &["D04", "D05"],
        attack: &["T1611"],
    },
    rationale: "The label keeps a process that left its container from the host's files. Without it only ordinary permissions do.",
    fix: "Remove `label=disable`; give mounts that need it a label of their own (`:z`, `:Z`).",
    check: Check::Container(check),
};

/// Docker itself switches the label off for containers that share the host's processes or its IPC: that is evidence of
/// CAP-010 and CAP-012. The one that it appends to privileged ones is not read.
fn check(case: &Case<'_>) -> Verdict {
    let namespaces = &case.container.namespaces;
    let implied = [namespaces.pid, namespaces.ipc].contains(&NamespaceMode::Host);
    let disabled = case.container.security.selinux == SeLinux::Disabled && !implied;
    match case.host.confinement.selinux {
        Some(false) => Verdict::NotApplicable,
        _ if !disabled => Verdict::Pass,
        None => Verdict::unknown("whether the host has SELinux", RULE.severity),
        Some(true) => {
            Verdict::fail(Hit::new(RULE.severity, "label=disable").caused_by(case.privileged_cause()))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::{NamespaceMode, SeLinux};
    use crate::testing::{Sample, hardened};

    fn disabled(selinux: Option<bool>) -> Sample {
        hardened()
            .container(|c| c.security.selinux = SeLinux::Disabled)
            .host(|h| h.confinement.selinux = selinux)
    }

    #[test]
    fn a_disabled_label_is_low_where_the_host_has_selinux() {
        disabled(Some(true)).finds(&["CAP-009 low"]);
        disabled(Some(true)).container(|c| c.security.selinux = SeLinux::Default).finds(&[]);
    }

    #[test]
    fn a_host_without_selinux_has_nothing_to_judge() {
        disabled(Some(false)).finds(&[]);
        disabled(Some(false)).misses(&[]);
    }

    #[test]
    fn an_engine_that_does_not_say_leaves_it_unknown() {
        disabled(None).misses(&["CAP-009 low"]);
        disabled(None).container(|c| c.security.selinux = SeLinux::Default).misses(&[]);
    }

    #[test]
    fn the_label_that_docker_takes_from_host_namespaces_is_not_the_users() {
        disabled(Some(true)).container(|c| c.namespaces.pid = NamespaceMode::Host).finds(&["CAP-010 high"]);
        disabled(Some(true)).container(|c| c.namespaces.ipc = NamespaceMode::Host).finds(&["CAP-012 medium"]);
    }

    #[test]
    fn beneath_privileged_the_users_own_choice_counts() {
        disabled(Some(true)).privileged().finds(&["CAP-001 critical", "CAP-009 low"]);
    }
}
