use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::capability::{Capability, CapabilitySet, Reach};
use crate::facts::NamespaceMode;

pub const RULE: Rule = Rule {
    id: "CAP-002",
    title: "Dangerous capability",
    severity: Severity::Critical,
    references: References {
        cis: &["5.4"],
        nist: &["3.4.3", "4.4.3"],
        owasp: &["D04"],
        attack: &["T1611", "T1068"],
    },
    rationale: "Each of these capabilities lets a process do to the kernel or the host what isolation should \
                prevent; some of them, such as SYS_MODULE, are the host itself.",
    fix: "Drop ALL capabilities and add only those that the program fails without.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    all(case).into_iter().chain(single(case)).chain(unheard_of(case)).collect()
}

fn all(case: &Case<'_>) -> Option<Hit> {
    hit(case, "ALL", Severity::Critical, case.reach_of_all())
        .map(|hit| hit.caused_by(case.privileged_cause()))
}

/// As they would be without `ALL`.
fn single<'a>(case: &'a Case<'_>) -> impl Iterator<Item = Hit> + 'a {
    let added = case.capabilities.bounding.minus(CapabilitySet::DOCKER_DEFAULT);
    added.iter().filter_map(|capability| {
        let hit = hit(case, capability.name(), severity(case, capability), case.reach_of(capability))?;
        Some(hit.caused_by(case.capability_cause()))
    })
}

/// Names of a newer kernel than this table.
fn unheard_of<'a>(case: &'a Case<'_>) -> impl Iterator<Item = Hit> + 'a {
    let names = case.container.cap_add.iter().map(String::as_str);
    names.filter(|name| *name != "ALL" && Capability::parse(name).is_none()).map(|name| {
        Hit::new(case.softened(Severity::Medium), format!("{name} is added"))
            .on(name)
            .caused_by(case.capability_cause())
    })
}

fn hit(case: &Case<'_>, name: &str, severity: Severity, reach: Reach) -> Option<Hit> {
    let (severity, how) = match reach {
        Reach::Effective => (severity, "effective"),
        Reach::AfterEscalation => (severity.lowered(), "within reach after escalation inside the container"),
        Reach::Closed => return None,
    };
    let evidence = match case.remapped() {
        None => format!("{name} is {how}"),
        Some(why) => format!("{name} is {how}; {why}"),
    };
    Some(Hit::new(case.softened(severity), evidence).on(name))
}

fn severity(case: &Case<'_>, capability: Capability) -> Severity {
    let host_pid = case.container.namespaces.pid == NamespaceMode::Host;
    let confined = case.has_mandatory_access_control() == Some(true);
    match capability {
        Capability::SysModule | Capability::DacReadSearch | Capability::SysRawio => Severity::Critical,
        Capability::SysAdmin => {
            if confined {
                Severity::High
            } else {
                Severity::Critical
            }
        }
        Capability::SysPtrace => {
            if host_pid && !confined {
                Severity::Critical
            } else {
                Severity::Medium
            }
        }
        Capability::SysBoot => {
            if host_pid {
                Severity::High
            } else {
                Severity::Medium
            }
        }
        Capability::Bpf => Severity::High,
        _ => Severity::Medium,
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::{AppArmor, CapabilitySets, EngineKind, NamespaceMode};
    use crate::testing::{Sample, hardened};

    fn check(sample: &Sample, expected: &[&str]) {
        sample.finds_by("CAP-002", expected);
    }

    #[test]
    fn capabilities_that_are_the_host_itself_are_critical() {
        for name in ["SYS_MODULE", "DAC_READ_SEARCH", "SYS_RAWIO"] {
            check(&hardened().root().cap_add(name), &[&format!("critical {name}")]);
        }
    }

    #[test]
    fn sys_admin_is_critical_only_without_mandatory_access_control() {
        let confined = hardened().root().cap_add("SYS_ADMIN");
        check(&confined, &["high SYS_ADMIN"]);
        check(&confined.container(|c| c.security.apparmor = AppArmor::Unconfined), &["critical SYS_ADMIN"]);
    }

    #[test]
    fn sys_ptrace_is_critical_with_host_pid_and_no_mandatory_access_control() {
        let sample = hardened().root().cap_add("SYS_PTRACE");
        check(&sample, &["medium SYS_PTRACE"]);
        let with_host_pid = sample.container(|c| c.namespaces.pid = NamespaceMode::Host);
        check(&with_host_pid, &["medium SYS_PTRACE"]);
        check(&with_host_pid.host(|h| h.confinement.apparmor = Some(false)), &["critical SYS_PTRACE"]);
    }

    #[test]
    fn other_capabilities_beyond_the_defaults_are_medium() {
        check(&hardened().root().cap_add("BPF").cap_add("NET_ADMIN"), &["high BPF", "medium NET_ADMIN"]);
        check(&hardened().root().cap_add("NEWER_THAN_US"), &["medium NEWER_THAN_US"]);
    }

    #[test]
    fn default_capabilities_are_not_dangerous() {
        check(&hardened().root().cap_add("NET_BIND_SERVICE").cap_add("NET_RAW"), &[]);
    }

    #[test]
    fn after_escalation_it_is_one_step_lower() {
        let sample =
            hardened().container(|c| c.security.no_new_privileges = Some(false)).cap_add("SYS_MODULE");
        check(&sample, &["high SYS_MODULE"]);
        let findings = sample.outcome().findings;
        let finding = findings.iter().find(|finding| finding.rule.as_str() == "CAP-002").unwrap();
        assert_eq!(finding.evidence, "SYS_MODULE is within reach after escalation inside the container");
    }

    #[test]
    fn no_new_privileges_closes_it_for_another_user() {
        check(&hardened().cap_add("SYS_MODULE"), &[]);
        check(&hardened().cap_add("ALL"), &[]);
    }

    #[test]
    fn podman_makes_what_is_added_effective_for_any_user() {
        let sample = hardened().host(|h| h.engine = EngineKind::Podman).cap_add("SYS_MODULE");
        check(&sample, &["critical SYS_MODULE"]);
    }

    #[test]
    fn what_podman_reports_counts() {
        let names = || vec!["CAP_SYS_TIME".into()];
        check(
            &hardened().host(|h| h.engine = EngineKind::Podman).container(|c| {
                c.security.reported_capabilities =
                    Some(CapabilitySets { effective: names(), bounding: names() });
            }),
            &["medium SYS_TIME"],
        );
    }

    #[test]
    fn a_user_namespace_takes_one_step() {
        let sample = hardened().root().cap_add("SYS_MODULE");
        check(&sample.clone().host(|h| h.rootless = true), &["high SYS_MODULE"]);
        let remapped = sample.host(|h| h.confinement.user_namespaces = Some(true));
        check(&remapped, &["high SYS_MODULE"]);
        check(&remapped.container(|c| c.namespaces.user = NamespaceMode::Host), &["critical SYS_MODULE"]);
    }

    #[test]
    fn all_is_one_cause_and_hides_no_explicit_capability() {
        check(&hardened().root().cap_add("ALL"), &["critical ALL"]);
        check(&hardened().root().cap_add("ALL").cap_add("SYS_TIME"), &["critical ALL", "medium SYS_TIME"]);
    }

    #[test]
    fn all_reported_by_podman_is_one_cause() {
        let everything = || vec!["CAP_SYS_TIME".into(), "CAP_SYS_ADMIN".into()];
        check(
            &hardened().root().host(|h| h.engine = EngineKind::Podman).cap_add("ALL").container(|c| {
                c.security.reported_capabilities =
                    Some(CapabilitySets { effective: everything(), bounding: everything() });
            }),
            &["critical ALL"],
        );
    }

    #[test]
    fn removing_all_reveals_nothing_new() {
        let defaults = hardened().root().container(|c| c.cap_drop.clear());
        let mut before = defaults.clone().cap_add("ALL").lines();
        before.retain(|line| line != "CAP-002 critical ALL");
        assert_eq!(before, defaults.lines());
    }
}
