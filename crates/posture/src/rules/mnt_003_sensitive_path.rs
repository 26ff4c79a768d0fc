use super::Case;
use super::mounts::{self, Judgement, is_or_below};
use super::rule::{Check, References, Rule, Verdict};
use crate::Severity;
use crate::facts::{Mount, MountKind};

pub const RULE: Rule = Rule {
    id: "MNT-003",
    title: "Sensitive host path mounted",
    severity: Severity::High,
    references: References { cis: &["5.6"], nist: &["3.4.3", "3.5.5"], owasp: &["D04"], attack: &["T1611"] },
    rationale: "System directories decide what the host runs and whom it trusts. Writing there leads to root on \
                the host; reading there tells secrets.",
    fix: "Mount only the directory that is needed, read-only, or use a named volume.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    mounts::verdict(case, RULE.id)
}

const SENSITIVE: [&str; 19] = [
    "/boot",
    "/dev",
    "/etc",
    "/lib",
    "/lib64",
    "/proc",
    "/sys",
    "/usr",
    "/bin",
    "/sbin",
    "/root",
    "/home",
    "/var",
    "/var/lib",
    "/var/lib/docker",
    "/var/lib/containerd",
    "/var/lib/kubelet",
    "/var/log",
    "/var/spool/cron",
];

/// Harmless when read-only: time zones, certificate authorities, kernel modules.
const FINE_READ_ONLY: [&str; 5] =
    ["/etc/localtime", "/etc/timezone", "/etc/ssl/certs", "/usr/share/zoneinfo", "/lib/modules"];

pub(super) fn judge(mount: &Mount) -> Option<Judgement> {
    if mount.kind != MountKind::Bind || !mount.source.starts_with('/') {
        return None;
    }
    let path = mount.source.as_str();
    if mount.read_only && FINE_READ_ONLY.iter().any(|fine| is_or_below(path, fine)) {
        return None;
    }
    let at_or_above = SENSITIVE.iter().any(|directory| is_or_below(directory, path));
    let below = SENSITIVE.iter().rev().find(|directory| is_or_below(path, directory));
    let mode = mounts::mode(mount);
    if at_or_above {
        let severity = if mount.read_only { Severity::Medium } else { Severity::High };
        return Some(Judgement::new(severity, format!("{path} ({mode})")));
    }
    let directory = *below?;
    let severity = match directory {
        "/home" if is_project(path) => Severity::Low,
        _ if mount.read_only => Severity::Low,
        _ => Severity::Medium,
    };
    Some(Judgement::new(severity, format!("{path} ({mode}), below {directory}")))
}

/// `/home/ada/project`; a whole home also holds what starts when its owner signs in.
fn is_project(path: &str) -> bool {
    path.split('/').filter(|segment| !segment.is_empty()).count() > 2
}

#[cfg(test)]
mod tests {
    use crate::testing::hardened;

    #[test]
    fn a_sensitive_path_is_high_writable_and_medium_read_only() {
        for path in ["/etc", "/home", "/boot", "/dev", "/var/lib/docker", "/var/spool/cron", "/var/spool"] {
            hardened().bind(path, "/x").finds(&["MNT-003 high /x"]);
            hardened().bind_read_only(path, "/x").finds(&["MNT-003 medium /x"]);
        }
    }

    #[test]
    fn below_a_sensitive_path_is_medium_writable_and_low_read_only() {
        for path in ["/etc/nginx", "/var/www", "/usr/share/doc", "/root/app", "/dev/snd"] {
            hardened().bind(path, "/x").finds(&["MNT-003 medium /x"]);
            hardened().bind_read_only(path, "/x").finds(&["MNT-003 low /x"]);
        }
    }

    #[test]
    fn a_project_below_home_is_low() {
        hardened().bind("/home/ada/project", "/src").finds(&["MNT-003 low /src"]);
        hardened().bind_read_only("/home/ada/project", "/src").finds(&["MNT-003 low /src"]);
    }

    #[test]
    fn a_whole_home_is_no_project() {
        hardened().bind("/home/ada", "/home").finds(&["MNT-003 medium /home"]);
        hardened().bind("/home/ada/", "/home").finds(&["MNT-003 medium /home"]);
        hardened().bind_read_only("/home/ada", "/home").finds(&["MNT-003 low /home"]);
    }

    #[test]
    fn time_zones_certificates_and_modules_are_fine_read_only() {
        for path in [
            "/etc/localtime",
            "/etc/timezone",
            "/etc/ssl/certs/ca.pem",
            "/usr/share/zoneinfo",
            "/lib/modules",
        ] {
            hardened().bind_read_only(path, "/x").finds(&[]);
        }
        hardened().bind("/etc/localtime", "/etc/localtime").finds(&["MNT-003 medium /etc/localtime"]);
    }

    #[test]
    fn similar_names_are_other_paths() {
        for path in ["/etcetera", "/srv/etc", "/opt", "/data/var"] {
            hardened().bind(path, "/x").finds(&[]);
        }
    }

    #[test]
    fn what_the_kubelet_mounts_is_not_judged() {
        hardened().bind("/var/lib/kubelet/pods/3f/volumes/x", "/data").finds(&[]);
        hardened().bind("/var/lib/docker/containers/ab/resolv.conf", "/etc/resolv.conf").finds(&[]);
    }

    #[test]
    fn the_kubelets_own_directory_is_judged() {
        hardened().bind("/var/lib/kubelet/pods", "/pods").finds(&["MNT-003 medium /pods"]);
        hardened().bind("/var/lib/kubelet/pods/", "/pods").finds(&["MNT-003 medium /pods"]);
        hardened().bind("/var/lib/kubelet", "/etc/hosts").finds(&["MNT-003 high /etc/hosts"]);
    }

    #[test]
    fn a_named_volume_is_no_host_path() {
        hardened().volume("etc", "/etc/nginx").finds(&[]);
    }
}
