//! Ways through what is mounted.

use super::{Way, if_root};
use crate::Severity;
use crate::outcome::EscapeKind;
use crate::rules::{Case, JudgedMount, is_or_below, judge_unfiltered};

pub(super) fn ways(case: &Case<'_>) -> Vec<Way> {
    judge_unfiltered(case.container, case.around()).iter().filter_map(|judged| way(case, judged)).collect()
}

fn way(case: &Case<'_>, judged: &JudgedMount<'_>) -> Option<Way> {
    let kind = kind(case, judged)?;
    let destination = &judged.mount.destination;
    let closed_by = match kind {
        EscapeKind::KernelControl | EscapeKind::Lxcfs | EscapeKind::HostLogs => {
            format!("removing the mount at {destination}, or making it read-only")
        }
        _ => format!("removing the mount at {destination}"),
    };
    Some(Way {
        kind,
        rule: judged.rule,
        subject: destination.clone(),
        evidence: if_root(case, &judged.evidence),
        needs_escalation: case.user.is_proven_other(),
        closed_by,
    })
}

/// The socket that a host root holds is reached through a read-only mount too.
fn kind(case: &Case<'_>, judged: &JudgedMount<'_>) -> Option<EscapeKind> {
    let source = judged.mount.source.as_str();
    let writable = !judged.mount.read_only;
    match judged.rule {
        "MNT-002" if writable => Some(EscapeKind::HostRootWritable),
        "MNT-001" | "MNT-002" => Some(EscapeKind::EngineSocket),
        "MNT-004" => Some(EscapeKind::KernelControl),
        "MNT-010" => Some(EscapeKind::SystemSocket),
        "MNT-011" => Some(EscapeKind::Lxcfs),
        "MNT-003" if writable && is_logs(source) => case.host.runs_pods.then_some(EscapeKind::HostLogs),
        "MNT-003" if judged.severity == Severity::High => Some(EscapeKind::HostRootWritable),
        "MNT-005" if writable && lets_root_in(source) => Some(EscapeKind::HostRootWritable),
        _ => None,
    }
}

/// Whoever writes there says who may sign in as root.
fn lets_root_in(source: &str) -> bool {
    ["/root/.ssh", "/etc/ssh", "/etc/shadow"].iter().any(|place| is_or_below(source, place))
}

/// Writing to logs alone starts nothing; but the kubelet shows what a link there points to.
fn is_logs(source: &str) -> bool {
    is_or_below(source, "/var/log")
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use crate::testing::hardened;

    #[test]
    fn a_kernel_control_file_gives_the_host() {
        let sample = hardened().root().bind("/proc/sys/kernel", "/k");
        check(&sample, &["KernelControl MNT-004 /k: host root"]);
        assert_eq!(
            sample.outcome().escape_paths[0].closed_by,
            "removing the mount at /k, or making it read-only"
        );
        check(&hardened().root().bind_read_only("/proc/sys/kernel", "/k"), &[]);
    }

    #[test]
    fn writable_lxcfs_and_the_sockets_of_the_system_give_the_host() {
        check(&hardened().root().bind("/var/lib/lxcfs", "/l"), &["Lxcfs MNT-011 /l: host root"]);
        check(&hardened().root().bind_read_only("/var/lib/lxcfs", "/l"), &[]);
        check(&hardened().root().bind_read_only("/run/dbus", "/d"), &["SystemSocket MNT-010 /d: host root"]);
    }

    #[test]
    fn logs_beside_kubernetes_give_every_file_of_the_host() {
        let logs = hardened().root().bind("/var/log", "/l");
        check(&logs, &[]);
        let beside = logs.host(|h| h.runs_pods = true);
        check(&beside, &["HostLogs MNT-003 /l: any host file"]);
        check(&hardened().root().bind_read_only("/var/log", "/l").host(|h| h.runs_pods = true), &[]);
    }
}
