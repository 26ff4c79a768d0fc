//! Ways through capabilities, effective or to be regained inside; added by name or as `ALL`.

use super::{Way, if_root};
use crate::capability::{Capability, Reach};
use crate::facts::NamespaceMode;
use crate::outcome::EscapeKind;
use crate::rules::Case;

pub(super) fn ways(case: &Case<'_>) -> Vec<Way> {
    let simple = [
        (Capability::SysModule, EscapeKind::SysModule, "a module can be loaded into the host's kernel"),
        (Capability::DacReadSearch, EscapeKind::DacReadSearch, "files of the host can be opened by handle"),
        (
            Capability::SysRawio,
            EscapeKind::RawDevice,
            "the ports and the memory of the machine can be written",
        ),
    ];
    let simple = simple.into_iter().filter_map(|(capability, kind, what)| way(case, capability, kind, what));
    simple.chain(sys_admin(case)).chain(sys_admin_on_cgroup_v1(case)).chain(sys_ptrace(case)).collect()
}

/// AppArmor and SELinux forbid the mounts that this way needs.
fn sys_admin(case: &Case<'_>) -> Option<Way> {
    let what = match case.has_mandatory_access_control() {
        Some(true) => return None,
        Some(false) => "file systems of the host can be mounted, and neither AppArmor nor SELinux forbids it",
        None => "file systems of the host can be mounted, unless AppArmor or SELinux forbids it",
    };
    let way = way(case, Capability::SysAdmin, EscapeKind::SysAdmin, what)?;
    Some(Way { closed_by: format!("{}, or an AppArmor or SELinux profile", way.closed_by), ..way })
}

fn sys_admin_on_cgroup_v1(case: &Case<'_>) -> Option<Way> {
    let what = match case.has_mandatory_access_control() {
        Some(true) => {
            "a cgroup can be mounted and its release agent or devices.allow written, where the AppArmor or SELinux profile lets it"
        }
        Some(false) | None => "a cgroup can be mounted and its release agent or devices.allow written",
    };
    let way = way(case, Capability::SysAdmin, EscapeKind::SysAdminCgroupV1, what)?;
    let closed_by = format!("{}, or cgroup v2 on the host", way.closed_by);
    (case.host.cgroup_version == Some(1)).then_some(Way { closed_by, ..way })
}

fn sys_ptrace(case: &Case<'_>) -> Option<Way> {
    let is_among_hosts = case.container.namespaces.pid == NamespaceMode::Host;
    if !is_among_hosts || case.has_mandatory_access_control() == Some(true) {
        return None;
    }
    let what = "code can be put into a process of the host";
    let way = way(case, Capability::SysPtrace, EscapeKind::SysPtrace, what)?;
    Some(Way { closed_by: format!("{}, or removing --pid host", way.closed_by), ..way })
}

fn way(case: &Case<'_>, capability: Capability, kind: EscapeKind, what: &str) -> Option<Way> {
    let by_name = (capability.name(), case.capabilities, case.reach_of(capability));
    let by_all = ("ALL", case.capabilities_with_all, case.reach_of_all());
    let within_bounds =
        [by_name, by_all].into_iter().filter(|(_, sets, _)| sets.bounding.contains(capability));
    let (subject, known, reach) = within_bounds
        .map(|(subject, _, known)| (subject, known, case.reach_at_worst(known)))
        .find(|(_, _, reach)| *reach != Reach::Closed)?;
    let needs_escalation = reach == Reach::AfterEscalation;
    let no_new_privileges = if needs_escalation { ", or no-new-privileges" } else { "" };
    let evidence = format!("with {}, {what}", capability.name());
    Some(Way {
        kind,
        rule: "CAP-002",
        subject: subject.to_owned(),
        evidence: if known == reach { evidence } else { if_root(case, &evidence) },
        needs_escalation,
        closed_by: format!("dropping {subject}{no_new_privileges}"),
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use crate::facts::NamespaceMode;
    use crate::testing::hardened;

    #[test]
    fn sys_admin_on_cgroup_v1_is_a_way_of_its_own() {
        let v1 = hardened().root().cap_add("SYS_ADMIN").host(|h| h.cgroup_version = Some(1));
        check(&v1, &["SysAdminCgroupV1 CAP-002 SYS_ADMIN: host root"]);
        assert_eq!(v1.outcome().escape_paths[0].closed_by, "dropping SYS_ADMIN, or cgroup v2 on the host");
        let bare = v1.host(|h| h.confinement.apparmor = Some(false));
        check(
            &bare,
            &["SysAdmin CAP-002 SYS_ADMIN: host root", "SysAdminCgroupV1 CAP-002 SYS_ADMIN: host root"],
        );
    }

    #[test]
    fn sys_ptrace_needs_the_hosts_processes_and_no_profile() {
        let alone = hardened().root().cap_add("SYS_PTRACE").host(|h| h.confinement.apparmor = Some(false));
        check(&alone, &[]);
        let among = alone.container(|c| c.namespaces.pid = NamespaceMode::Host);
        check(&among, &["SysPtrace CAP-002 SYS_PTRACE: host root"]);
        check(&among.host(|h| h.confinement.apparmor = Some(true)), &[]);
    }

    #[test]
    fn sys_rawio_gives_the_memory_of_the_machine() {
        check(&hardened().root().cap_add("SYS_RAWIO"), &["RawDevice CAP-002 SYS_RAWIO: host root"]);
        check(&hardened().cap_add("SYS_RAWIO"), &[]);
    }
}
