use super::Case;
use super::mounts::{self, Judgement, without_link};
use super::rule::{Check, Gap, References, Rule, Verdict};
use crate::Severity;
use crate::facts::{Mount, MountKind};

pub const RULE: Rule = Rule {
    id: "MNT-001",
    title: "Engine socket mounted",
    severity: Severity::Critical,
    references: References {
        cis: &["5.32"],
        nist: &["3.4.3", "3.5.5"],
        owasp: &["D04"],
        attack: &["T1611", "T1552.007"],
    },
    rationale: "Whoever talks to a container engine can start a privileged container and so be root on the host. \
                Mounting the socket read-only does not help: a socket is written to all the same.",
    fix: "Remove the mount. Where the container must see other containers, put a proxy between that allows only \
          the few read requests it needs.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    mounts::verdict(case, RULE.id).beside(unread_volumes(case))
}

/// A local volume may be a bind mount of any host path.
fn unread_volumes(case: &Case<'_>) -> Option<Gap> {
    let is_named = |mount: &Mount| mount.kind == MountKind::Volume && !mount.source.is_empty();
    let could_bind = case.surroundings.volumes_not_read && case.container.mounts.iter().any(is_named);
    could_bind
        .then(|| Gap { missing: "which host paths the named volumes bind".into(), could_be: RULE.severity })
}

/// Where engines listen; `*` stands for one segment.
const SOCKETS: [&str; 13] = [
    "/run/docker.sock",
    "/run/docker/containerd/containerd.sock",
    "/run/containerd/containerd.sock",
    "/run/k3s/containerd/containerd.sock",
    "/run/podman/podman.sock",
    "/run/crio/crio.sock",
    "/run/buildkit/buildkitd.sock",
    "/run/cri-dockerd.sock",
    "/run/dockershim.sock",
    "/run/user/*/docker.sock",
    "/run/user/*/podman/podman.sock",
    "/run/user/*/containerd/containerd.sock",
    "/run/user/*/buildkit/buildkitd.sock",
];

pub(super) fn judge(mount: &Mount) -> Option<Judgement> {
    if mount.kind != MountKind::Bind {
        return None;
    }
    let path = without_link(&mount.source);
    if is_socket(path) {
        return Some(Judgement::new(
            Severity::Critical,
            format!("{} ({}) is an engine's socket", mount.source, mounts::mode(mount)),
        ));
    }
    let socket = SOCKETS.iter().find(|socket| is_above(path, socket))?;
    let mode = mounts::mode(mount);
    Some(Judgement::new(Severity::Critical, format!("{} ({mode}) holds {socket}", mount.source)))
}

/// An engine told to listen elsewhere keeps the socket's name.
fn is_socket(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    SOCKETS.iter().any(|socket| socket.rsplit('/').next() == Some(name))
}

/// Whether `socket` lies below `path`. `/var` counts: some systems have a real `/var/run`.
fn is_above(path: &str, socket: &str) -> bool {
    if matches!(path, "" | "/" | "/var") {
        return path == "/var";
    }
    let mut parts = socket.split('/');
    path.split('/').all(|segment| parts.next().is_some_and(|part| part == segment || part == "*"))
}

#[cfg(test)]
mod tests {
    use crate::testing::hardened;

    #[test]
    fn a_read_only_engine_socket_is_still_critical() {
        hardened().bind_read_only("/var/run/docker.sock", "/s").finds(&["MNT-001 critical /s"]);
    }

    #[test]
    fn every_engine_has_a_socket() {
        for socket in [
            "/run/docker.sock",
            "/run/containerd/containerd.sock",
            "/run/podman/podman.sock",
            "/var/run/crio/crio.sock",
            "/run/buildkit/buildkitd.sock",
            "/run/cri-dockerd.sock",
            "/var/run/dockershim.sock",
            "/run/user/1000/docker.sock",
            "/run/user/1000/podman/podman.sock",
            "/srv/moved/docker.sock",
        ] {
            hardened().bind(socket, "/s").finds(&["MNT-001 critical /s"]);
        }
    }

    #[test]
    fn a_directory_above_a_socket_holds_it() {
        for directory in ["/run", "/var/run", "/var", "/run/containerd", "/run/user", "/run/user/1000"] {
            hardened().bind_read_only(directory, "/host").finds(&["MNT-001 critical /host"]);
        }
    }

    #[test]
    fn neighbours_of_a_socket_are_nothing_special() {
        for path in ["/run/lock", "/run/docker.sock.bak", "/running", "/srv/data"] {
            hardened().bind(path, "/x").finds(&[]);
        }
    }

    #[test]
    fn a_volume_named_like_a_socket_is_a_volume() {
        hardened().volume("docker.sock", "/data").finds(&[]);
    }

    #[test]
    fn volumes_that_were_not_read_may_bind_a_socket() {
        let unread = hardened().surroundings(|s| s.volumes_not_read = true);
        unread.misses(&[]);
        unread.clone().volume("", "/anonymous").misses(&[]);
        let named = unread.volume("data", "/data");
        named.misses(&["MNT-001 critical"]);
        named.bind("/run/docker.sock", "/s").finds(&["MNT-001 critical /s"]);
    }

    #[test]
    fn the_source_is_evidence_and_the_destination_the_subject() {
        let outcome = hardened().bind("/run", "/host/run").outcome();
        assert_eq!(outcome.findings[0].evidence, "/run (writable) holds /run/docker.sock");
    }
}
