//! Evidenced ways from a container to root on its host (MITRE ATT&CK T1611).
//!
//! A user-namespace remap, a rootless engine or a sandboxing runtime downgrades a path and never hides it.

mod capability;
mod device;
mod host;
mod mount;

use crate::RuleId;
use crate::outcome::{EscapeKind, EscapePath};
use crate::rules::Case;
use crate::user::User;

/// Each kind at most once for one subject, in the order of [`EscapeKind`].
pub(crate) fn paths(case: &Case<'_>) -> Vec<EscapePath> {
    let ways = mount::ways(case)
        .into_iter()
        .chain(privileged(case))
        .chain(capability::ways(case))
        .chain(device::ways(case))
        .chain(host::ways(case));
    let mut paths: Vec<EscapePath> = ways.map(|way| way.path(case)).collect();
    paths.sort();
    paths
}

/// A path, before what holds of every path of a container is put to it.
struct Way {
    kind: EscapeKind,
    rule: &'static str,
    subject: String,
    evidence: String,
    needs_escalation: bool,
    closed_by: String,
}

impl Way {
    /// One that takes root inside first, and nothing else.
    fn of_root(
        case: &Case<'_>,
        kind: EscapeKind,
        rule: &'static str,
        evidence: &str,
        closed_by: &str,
    ) -> Self {
        Self {
            kind,
            rule,
            subject: String::new(),
            evidence: if_root(case, evidence),
            needs_escalation: case.user.is_proven_other(),
            closed_by: closed_by.to_owned(),
        }
    }

    fn on(self, subject: &str) -> Self {
        Self { subject: subject.to_owned(), ..self }
    }

    fn path(self, case: &Case<'_>) -> EscapePath {
        EscapePath {
            kind: self.kind,
            rule: RuleId::new(self.rule),
            subject: self.subject,
            evidence: self.evidence,
            gives: self.kind.gives(),
            needs_escalation: self.needs_escalation,
            downgraded: case.remapped().is_some() || is_sandbox(&case.container.oci_runtime),
            closed_by: self.closed_by,
        }
    }
}

fn privileged(case: &Case<'_>) -> Option<Way> {
    let evidence = "the disks of the host can be mounted";
    let way = || Way::of_root(case, EscapeKind::Privileged, "CAP-001", evidence, "removing --privileged");
    case.container.privileged.then(way)
}

/// Says where all hangs on the number of a named user.
fn if_root(case: &Case<'_>, evidence: &str) -> String {
    match case.user {
        User::Named(name) => format!("{evidence}, if {name} is another name of root"),
        User::Root | User::Number(_) | User::Unknown => evidence.to_owned(),
    }
}

/// gVisor and Kata, under the names that their installers give them.
fn is_sandbox(runtime: &str) -> bool {
    let name = runtime.rsplit('/').next().unwrap_or(runtime);
    ["runsc", "gvisor", "kata", "io.containerd.runsc", "io.containerd.kata"]
        .iter()
        .any(|sandbox| name.starts_with(sandbox))
}

#[cfg(test)]
mod tests {
    use crate::facts::AppArmor;
    use crate::testing::{Sample, hardened};

    /// One line for each path: kind, rule, subject, what it gives, and what stands between.
    #[track_caller]
    pub(super) fn check(sample: &Sample, expected: &[&str]) {
        let lines: Vec<String> = sample
            .outcome()
            .escape_paths
            .iter()
            .map(|path| {
                let escalation = if path.needs_escalation { " after escalation" } else { "" };
                let downgraded = if path.downgraded { " downgraded" } else { "" };
                let gives = path.gives.title();
                format!("{:?} {} {}: {gives}{escalation}{downgraded}", path.kind, path.rule, path.subject)
            })
            .collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn a_hardened_container_has_no_way_out() {
        check(&hardened(), &[]);
        check(&hardened().root(), &[]);
    }

    #[test]
    fn an_engine_socket_gives_the_host() {
        let sample = hardened().root().bind_read_only("/run/docker.sock", "/s");
        check(&sample, &["EngineSocket MNT-001 /s: host root"]);
        assert_eq!(sample.outcome().escape_paths[0].closed_by, "removing the mount at /s");
    }

    #[test]
    fn a_writable_host_root_gives_the_host_and_a_read_only_one_its_socket() {
        check(&hardened().root().bind("/", "/h"), &["HostRootWritable MNT-002 /h: host root"]);
        check(&hardened().root().bind_read_only("/", "/h"), &["EngineSocket MNT-002 /h: host root"]);
    }

    #[test]
    fn a_writable_system_directory_gives_the_host_and_logs_do_not() {
        check(&hardened().root().bind("/etc", "/e"), &["HostRootWritable MNT-003 /e: host root"]);
        check(&hardened().root().bind_read_only("/etc", "/e"), &[]);
        check(&hardened().root().bind("/var/log", "/l"), &[]);
    }

    #[test]
    fn writing_who_may_sign_in_as_root_gives_the_host() {
        check(&hardened().root().bind("/root/.ssh", "/k"), &["HostRootWritable MNT-005 /k: host root"]);
        check(&hardened().root().bind("/etc/shadow", "/k"), &["HostRootWritable MNT-005 /k: host root"]);
        check(&hardened().root().bind_read_only("/root/.ssh", "/k"), &[]);
        check(&hardened().root().bind("/home/ada/.aws", "/k"), &[]);
    }

    #[test]
    fn a_rule_that_is_off_closes_no_way() {
        let samples = [
            hardened().root().bind("/run/docker.sock", "/s"),
            hardened().root().bind("/", "/h"),
            hardened().root().bind_read_only("/", "/h"),
            hardened().root().bind("/etc", "/e"),
            hardened().root().bind("/root/.ssh", "/k"),
            hardened().root().privileged(),
            hardened().root().cap_add("SYS_MODULE").cap_add("DAC_READ_SEARCH"),
            hardened().root().cap_add("SYS_ADMIN").host(|h| h.confinement.apparmor = Some(false)),
        ];
        for sample in samples {
            let paths = sample.outcome().escape_paths;
            assert!(!paths.is_empty());
            let off = sample
                .policy(|p| p.rules_off = crate::rules::ALL.iter().map(|rule| rule.id.into()).collect());
            assert_eq!(off.lines(), [""; 0]);
            assert_eq!(off.outcome().escape_paths, paths);
        }
    }

    #[test]
    fn another_user_needs_escalation_first() {
        check(&hardened().bind("/", "/h"), &["HostRootWritable MNT-002 /h: host root after escalation"]);
    }

    #[test]
    fn privileged_is_one_path_and_not_one_for_each_capability() {
        check(&hardened().root().privileged(), &["Privileged CAP-001 : host root"]);
    }

    #[test]
    fn sys_admin_needs_a_host_without_mandatory_access_control() {
        let sample = hardened().root().cap_add("SYS_ADMIN");
        check(&sample, &[]);
        let unconfined = sample.container(|c| c.security.apparmor = AppArmor::Unconfined);
        check(&unconfined, &["SysAdmin CAP-002 SYS_ADMIN: host root"]);
        assert_eq!(
            unconfined.outcome().escape_paths[0].closed_by,
            "dropping SYS_ADMIN, or an AppArmor or SELinux profile"
        );
    }

    #[test]
    fn modules_and_file_handles_are_ways_out() {
        check(
            &hardened().root().cap_add("SYS_MODULE").cap_add("DAC_READ_SEARCH"),
            &[
                "SysModule CAP-002 SYS_MODULE: host root",
                "DacReadSearch CAP-002 DAC_READ_SEARCH: any host file",
            ],
        );
    }

    #[test]
    fn all_opens_every_way() {
        check(
            &hardened().root().cap_add("ALL").host(|h| h.confinement.apparmor = Some(false)),
            &[
                "SysAdmin CAP-002 ALL: host root",
                "SysModule CAP-002 ALL: host root",
                "DacReadSearch CAP-002 ALL: any host file",
                "RawDevice CAP-002 ALL: host root",
            ],
        );
    }

    #[test]
    fn what_is_dropped_from_all_opens_no_way() {
        let without = |names: &[&str]| {
            let names = names.iter().copied().map(String::from).collect();
            hardened().root().cap_add("ALL").container(|c| c.cap_drop = names)
        };
        check(&without(&["SYS_MODULE", "SYS_RAWIO"]), &["DacReadSearch CAP-002 ALL: any host file"]);
        check(&without(&["DAC_READ_SEARCH", "SYS_MODULE", "SYS_RAWIO"]), &[]);
    }

    #[test]
    fn a_named_user_may_be_root_and_the_path_says_so() {
        let named = hardened().user("admin").cap_add("SYS_MODULE").bind("/", "/h");
        check(&named, &["HostRootWritable MNT-002 /h: host root", "SysModule CAP-002 SYS_MODULE: host root"]);
        let evidence: Vec<String> =
            named.outcome().escape_paths.into_iter().map(|path| path.evidence).collect();
        assert!(
            evidence.iter().all(|text| text.ends_with(", if admin is another name of root")),
            "{evidence:?}"
        );
        check(&hardened().user("admin").cap_add("SYS_TIME"), &[]);
    }

    #[test]
    fn without_word_of_apparmor_sys_admin_is_a_way_that_it_may_close() {
        let silent = hardened().root().cap_add("SYS_ADMIN").host(|h| h.confinement.apparmor = None);
        check(&silent, &["SysAdmin CAP-002 SYS_ADMIN: host root"]);
        assert_eq!(
            silent.outcome().escape_paths[0].evidence,
            "with SYS_ADMIN, file systems of the host can be mounted, unless AppArmor or SELinux forbids it"
        );
    }

    #[test]
    fn a_capability_of_another_user_needs_escalation_which_no_new_privileges_closes() {
        let closed = hardened().cap_add("SYS_MODULE");
        check(&closed, &[]);
        let open = closed.container(|c| c.security.no_new_privileges = Some(false));
        check(&open, &["SysModule CAP-002 SYS_MODULE: host root after escalation"]);
        let paths = open.outcome().escape_paths;
        assert_eq!(paths[0].closed_by, "dropping SYS_MODULE, or no-new-privileges");
    }

    #[test]
    fn namespaces_and_sandboxes_downgrade_and_do_not_hide() {
        let expected = &["Privileged CAP-001 : host root downgraded"];
        check(&hardened().root().privileged().host(|h| h.rootless = true), expected);
        for runtime in ["runsc", "/usr/bin/runsc", "kata-runtime", "io.containerd.kata.v2"] {
            let sample = hardened().root().privileged();
            check(&sample.container(|c| c.oci_runtime = runtime.into()), expected);
        }
    }
}
