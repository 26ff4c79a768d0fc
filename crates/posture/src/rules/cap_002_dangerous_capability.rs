use super::Case;
use super::rule::{Check, Gap, Hit, References, Rule, Verdict};
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
    let added: Vec<Added<'_>> = all(case).into_iter().chain(single(case)).chain(unheard_of(case)).collect();
    let gap = added.iter().filter_map(|added| gap(case, added)).max_by_key(|gap| gap.could_be);
    added.iter().filter_map(|added| hit(case, added)).collect::<Verdict>().beside(gap)
}

/// A capability beyond the defaults that is within bounds.
struct Added<'c> {
    name: &'c str,
    reach: Reach,
    severity: Severity,
    /// Without AppArmor and SELinux, where the engine does not say whether the host has them.
    at_worst: Severity,
    cause: Option<&'static str>,
}

fn all(case: &Case<'_>) -> Option<Added<'static>> {
    let severity = Severity::Critical;
    let cause = case.privileged_cause();
    let reach = case.reach_of_all();
    case.all_added().then_some(Added { name: "ALL", reach, severity, at_worst: severity, cause })
}

/// As they would be without `ALL`.
fn single<'c>(case: &'c Case<'_>) -> impl Iterator<Item = Added<'c>> {
    let added = case.capabilities.bounding.minus(CapabilitySet::DOCKER_DEFAULT);
    let confined = case.has_mandatory_access_control();
    added.iter().map(move |capability| Added {
        name: capability.name(),
        reach: case.reach_of(capability),
        severity: severity(case, capability, confined.unwrap_or(true)),
        at_worst: severity(case, capability, confined.unwrap_or(false)),
        cause: case.capability_cause(),
    })
}

/// Names of a newer kernel than this table.
fn unheard_of<'c>(case: &'c Case<'_>) -> impl Iterator<Item = Added<'c>> {
    let names = case.container.cap_add.iter().map(String::as_str);
    names.filter(|name| *name != "ALL" && Capability::parse(name).is_none()).map(|name| Added {
        name,
        reach: case.reach_of_added(),
        severity: Severity::Medium,
        at_worst: Severity::Medium,
        cause: case.capability_cause(),
    })
}

fn hit(case: &Case<'_>, added: &Added<'_>) -> Option<Hit> {
    let severity = within(added.reach, added.severity)?;
    let how = match added.reach {
        Reach::Effective => "effective",
        Reach::AfterEscalation | Reach::Closed => "within reach after escalation inside the container",
    };
    let evidence = match case.remapped() {
        None => format!("{} is {how}", added.name),
        Some(why) => format!("{} is {how}; {why}", added.name),
    };
    Some(Hit::new(case.softened(severity), evidence).on(added.name).caused_by(added.cause))
}

/// What it could be beyond what is known of it.
fn gap(case: &Case<'_>, added: &Added<'_>) -> Option<Gap> {
    let reach = case.reach_at_worst(added.reach);
    let at_worst = within(reach, added.at_worst)?;
    if within(added.reach, added.severity).is_some_and(|known| known >= at_worst) {
        return None;
    }
    let missing = if reach == added.reach {
        format!("whether AppArmor or SELinux confines {}", added.name)
    } else {
        format!("the number of the named user: as root it has {}", added.name)
    };
    Some(Gap { missing: missing.into(), could_be: case.softened(at_worst) })
}

/// One step lower where it takes an escalation first.
fn within(reach: Reach, severity: Severity) -> Option<Severity> {
    match reach {
        Reach::Effective => Some(severity),
        Reach::AfterEscalation => Some(severity.lowered()),
        Reach::Closed => None,
    }
}

fn severity(case: &Case<'_>, capability: Capability, confined: bool) -> Severity {
    let host_pid = case.container.namespaces.pid == NamespaceMode::Host;
    match capability {
        Capability::SysModule | Capability::DacReadSearch | Capability::SysRawio => Severity::Critical,
        Capability::SysAdmin if !confined => Severity::Critical,
        Capability::SysPtrace if host_pid && !confined => Severity::Critical,
        Capability::SysBoot if host_pid => Severity::High,
        Capability::SysAdmin | Capability::Bpf => Severity::High,
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
        sample.shows("CAP-002", "SYS_MODULE is within reach after escalation inside the container");
    }

    #[test]
    fn no_new_privileges_closes_it_for_another_user() {
        check(&hardened().cap_add("SYS_MODULE"), &[]);
        check(&hardened().cap_add("ALL"), &[]);
    }

    /// `admin` may well be number 0 in the image.
    #[test]
    fn a_named_user_may_be_root() {
        let closed = hardened().user("admin").cap_add("SYS_MODULE");
        check(&closed, &[]);
        closed.misses(&["CAP-002 critical", "CAP-005 medium"]);
        assert_eq!(
            closed.outcome().unknown[0].missing,
            "the number of the named user: as root it has SYS_MODULE"
        );
        let open = closed.clone().container(|c| c.security.no_new_privileges = Some(false));
        check(&open, &["high SYS_MODULE"]);
        open.misses(&["CAP-002 critical", "CAP-005 medium"]);
        hardened().user("admin").cap_add("ALL").misses(&["CAP-002 critical", "CAP-005 medium"]);
        hardened().user("admin").cap_add("NEWER_THAN_US").misses(&["CAP-002 medium", "CAP-005 medium"]);
    }

    #[test]
    fn a_named_user_of_podman_has_what_is_added_and_what_is_reported() {
        let podman = hardened().user("admin").host(|h| h.engine = EngineKind::Podman);
        let added = podman.clone().cap_add("SYS_MODULE");
        check(&added, &["critical SYS_MODULE"]);
        added.misses(&["CAP-005 medium"]);
        let reported = CapabilitySets { effective: vec![], bounding: vec!["CAP_SYS_MODULE".into()] };
        podman.container(|c| c.security.reported_capabilities = Some(reported)).misses(&["CAP-005 medium"]);
    }

    #[test]
    fn without_word_of_apparmor_sys_admin_could_be_critical() {
        let silent = |sample: Sample| sample.host(|h| h.confinement.apparmor = None);
        let root = silent(hardened().root());
        check(&root.clone().cap_add("SYS_ADMIN"), &["high SYS_ADMIN"]);
        root.clone().cap_add("SYS_ADMIN").misses(&["CAP-002 critical"]);
        root.cap_add("SYS_TIME").misses(&[]);
        silent(hardened().cap_add("SYS_ADMIN")).misses(&[]);
    }

    #[test]
    fn a_capability_unheard_of_is_as_near_as_any_other() {
        let sample = hardened().cap_add("NEWER_THAN_US");
        check(&sample, &[]);
        check(&sample.container(|c| c.security.no_new_privileges = Some(false)), &["low NEWER_THAN_US"]);
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
