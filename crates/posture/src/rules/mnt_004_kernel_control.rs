use super::Case;
use super::mounts::{self, Around, Judgement, is_or_below};
use super::rule::{Check, Gap, References, Rule, Verdict};
use crate::Severity;
use crate::facts::{Mount, MountKind};

pub const RULE: Rule = Rule {
    id: "MNT-004",
    title: "Kernel control file writable",
    severity: Severity::Critical,
    references: References { cis: &["5.6"], nist: &["3.4.3", "3.5.5"], owasp: &["D04"], attack: &["T1611"] },
    rationale: "These files name programs that the kernel starts on the host as root, or stop it at once. Whoever writes one is root on the host.",
    fix: "Remove the mount, or make it read-only.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let could_be_v1 = case.host.cgroup_version.is_none()
        && case
            .container
            .mounts
            .iter()
            .any(|mount| is_writable_bind(mount) && is_or_holds_release_agent(&mount.source));
    let gap = could_be_v1.then(|| Gap {
        missing: "the cgroup version: with version 1 there is a release agent to write".into(),
        could_be: RULE.severity,
    });
    mounts::verdict(case, RULE.id).beside(gap)
}

const FILES: [&str; 5] = [
    "/proc/sys/kernel/core_pattern",
    "/proc/sys/kernel/modprobe",
    "/proc/sys/kernel/hotplug",
    "/proc/sysrq-trigger",
    "/sys/kernel/uevent_helper",
];

/// Every file in it controls the kernel.
const DEBUGFS: &str = "/sys/kernel/debug";

pub(super) fn judge(mount: &Mount, around: Around<'_>) -> Option<Judgement> {
    if !is_writable_bind(mount) {
        return None;
    }
    let path = mount.source.as_str();
    let file = FILES.iter().find(|file| holds(path, file));
    let what = match file {
        Some(file) if *file == path => "which the kernel obeys".to_owned(),
        Some(file) => format!("which holds {file}"),
        None if is_or_below(path, DEBUGFS) => "the kernel's debug file system".to_owned(),
        None if is_or_holds_release_agent(path) && around.host.cgroup_version == Some(1) => {
            "which holds a release agent".to_owned()
        }
        None => return None,
    };
    Some(Judgement::new(Severity::Critical, format!("{path} (writable), {what}")))
}

/// The whole file system is MNT-002's.
fn holds(path: &str, file: &str) -> bool {
    path != "/" && is_or_below(file, path)
}

/// A release agent, or the root of the hierarchies or of one of them, in which one lies; not a group deeper in it.
fn is_or_holds_release_agent(path: &str) -> bool {
    let Some(below) = path.strip_prefix("/sys/fs/cgroup") else { return path == "/sys/fs" };
    match below.strip_prefix('/') {
        None => below.is_empty(),
        Some(group) => !group.contains('/') || group.ends_with("/release_agent"),
    }
}

fn is_writable_bind(mount: &Mount) -> bool {
    mount.kind == MountKind::Bind && !mount.read_only
}

#[cfg(test)]
mod tests {
    use crate::testing::{Sample, hardened};

    #[test]
    fn a_writable_control_file_is_critical() {
        for path in ["/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/sys/kernel/uevent_helper"] {
            hardened().bind(path, "/x").finds(&["MNT-004 critical /x"]);
        }
    }

    #[test]
    fn so_is_a_directory_that_holds_one() {
        for path in
            ["/proc/sys", "/proc/sys/kernel", "/sys/kernel", "/sys/kernel/debug", "/sys/kernel/debug/tracing"]
        {
            hardened().bind(path, "/x").finds(&["MNT-004 critical /x"]);
        }
        for path in ["/proc", "/sys"] {
            hardened().bind(path, "/x").finds(&["MNT-004 critical /x"]);
            hardened().bind_read_only(path, "/x").finds(&["MNT-003 medium /x"]);
        }
        let evidence = "/proc/sys (writable), which holds /proc/sys/kernel/core_pattern";
        hardened().bind("/proc/sys", "/x").shows("MNT-004", evidence);
    }

    #[test]
    fn read_only_it_is_a_sensitive_path_like_others() {
        hardened().bind_read_only("/proc/sys/kernel/core_pattern", "/x").finds(&["MNT-003 low /x"]);
        hardened().bind_read_only("/sys/kernel/debug", "/x").finds(&["MNT-003 low /x"]);
    }

    fn cgroup(path: &str, version: Option<u8>) -> Sample {
        hardened().bind(path, "/cg").host(|h| h.cgroup_version = version)
    }

    #[test]
    fn the_root_of_cgroup_version_1_holds_a_release_agent() {
        cgroup("/sys/fs/cgroup", Some(1)).finds(&["MNT-004 critical /cg"]);
        cgroup("/sys/fs/cgroup/memory", Some(1)).finds(&["MNT-004 critical /cg"]);
        cgroup("/sys/fs/cgroup", Some(2)).finds(&["MNT-003 medium /cg"]);
        cgroup("/sys/fs/cgroup/memory/docker/ab", Some(1)).finds(&["MNT-003 medium /cg"]);
    }

    #[test]
    fn a_release_agent_is_one_anywhere_below_the_hierarchies_and_nowhere_else() {
        cgroup("/sys/fs/cgroup/rdma/release_agent", Some(1)).finds(&["MNT-004 critical /cg"]);
        cgroup("/sys/fs/cgroup/memory/docker/release_agent", Some(1)).finds(&["MNT-004 critical /cg"]);
        cgroup("/sys/fs/cgroup/rdma/release_agent", Some(2)).finds(&["MNT-003 medium /cg"]);
        cgroup("/srv/ci/release_agent", Some(1)).finds(&[]);
        cgroup("/sys/fs/cgroups/x", Some(1)).finds(&["MNT-003 medium /cg"]);
    }

    #[test]
    fn without_the_version_it_could_be_critical() {
        cgroup("/sys/fs/cgroup", None).misses(&["MNT-004 critical"]);
        cgroup("/sys/class/net", None).misses(&[]);
    }

    #[test]
    fn other_settings_below_are_not_the_kernels_own() {
        hardened().bind("/proc/sys/net", "/x").finds(&["MNT-003 medium /x"]);
        hardened().bind("/sys/class/gpio", "/x").finds(&["MNT-003 medium /x"]);
    }
}
