use super::Breakage;
use crate::capability::names_all;
use crate::facts::{MountKind, NetworkMode, PublishedPort};
use crate::fix::{Change, Namespace, low_port, shares_network};
use crate::rules::Case;
use crate::user::User;

pub(super) fn collect(change: &Change, case: &Case<'_>, evidence: &mut Breakage) {
    match change {
        Change::RemovePrivileged => privileged(case, evidence),
        Change::SetCapabilities { add, drop } => capabilities(case, add, drop, evidence),
        Change::SetUser { user } => self::user(case, user.as_deref(), evidence),
        Change::SetNoNewPrivileges => no_new_privileges(case, evidence),
        Change::UseDefaultSeccomp | Change::UseBuiltinSeccomp => {
            evidence.breaks(
                "a program that needs a system call beyond the default fails: tracers, nested containers",
            );
        }
        Change::UseDefaultAppArmor | Change::MaskSystemPaths => {
            evidence.breaks("a program that mounts or writes below /proc and /sys fails");
        }
        Change::OwnNamespace { namespace } => own_namespace(case, *namespace, evidence),
        Change::OwnNetwork { ports } => own_network(case, ports, evidence),
        Change::Republish { ports, .. } | Change::NamePorts { ports } => {
            published(case, ports, evidence);
        }
        Change::RemoveDevice { .. } | Change::RemoveDeviceRule { .. } | Change::RemoveGroup { .. } => {
            evidence.breaks("somebody asked for it by name");
        }
        Change::RemoveMount { destination } => removed_mount(case, destination, evidence),
        Change::MountReadOnly { destination } => {
            evidence.breaks(format!("it can no longer write at {destination}"));
        }
        Change::UseOwnVolume { destination, .. } => {
            evidence.breaks(format!("the volume is empty at first: copy what is at {destination} now"));
        }
        Change::MountPrivately { .. } => {
            evidence.breaks("what either side mounts later is not seen by the other");
        }
        Change::ReadOnlyRoot { tmpfs } => read_only_root(case, tmpfs, evidence),
        Change::LimitMemory { .. } | Change::LimitCpus { .. } | Change::LimitPids { .. } => {
            evidence.breaks("what it uses now is not known: see `docker stats` before choosing the number");
        }
        Change::LimitRestarts { .. } => restarts(case, evidence),
        _ => unseen(change, case, evidence),
    }
}

/// What nobody may have known that it relies on.
fn unseen(change: &Change, case: &Case<'_>, evidence: &mut Breakage) {
    match change {
        Change::RemoveVolumesFrom => {
            evidence.breaks("the data of the other container is no longer there");
        }
        Change::UseSeLinux => labelled(case, evidence),
        Change::ProtectCgroups => {
            evidence.breaks("a program that manages control groups fails: systemd, nested containers");
        }
        Change::RemoveSysctl { .. } => {
            evidence.breaks("somebody set it: the program may have been tuned with it");
        }
        Change::RemoveCgroupParent => {
            evidence.breaks("limits and accounts of the group that it was in no longer apply");
        }
        Change::RemoveImageVolume { path } => {
            evidence
                .breaks(format!("what is written at {path} goes with the container, unless it is mounted"));
        }
        Change::SetUlimits => {
            evidence.breaks("a program that opens more files than the limit fails");
        }
        _ => {}
    }
}

fn labelled(case: &Case<'_>, evidence: &mut Breakage) {
    let binds = case.container.mounts.iter().filter(|mount| mount.kind == MountKind::Bind);
    let before = evidence.breaks.len();
    for mount in binds {
        evidence.breaks(format!("{} is denied unless it is labelled, with :z or :Z", mount.destination));
    }
    if evidence.breaks.len() == before {
        evidence.holds("nothing of the host is mounted that would need a label");
    }
}

fn privileged(case: &Case<'_>, evidence: &mut Breakage) {
    evidence.breaks("what it needed the privilege for is not known: add back the one capability or device");
    if !case.container.devices.is_empty() || !case.container.cap_add.is_empty() {
        evidence.holds("devices and capabilities that are asked for by name stay");
    }
}

fn capabilities(case: &Case<'_>, add: &[String], drop: &[String], evidence: &mut Breakage) {
    let adds = |name: &str| add.iter().any(|own| own == name);
    for gone in case.container.cap_add.iter().filter(|name| !adds(name)) {
        evidence.breaks(format!("{gone} was asked for by name"));
    }
    if let Some(port) = low_port(case) {
        if adds("NET_BIND_SERVICE") {
            evidence.holds(format!("port {port} takes NET_BIND_SERVICE, which is added back"));
        } else if names_all(drop) || drop.iter().any(|own| own == "NET_BIND_SERVICE") {
            evidence.breaks(format!("port {port} takes NET_BIND_SERVICE"));
        }
    }
    if names_all(drop) {
        match case.user {
            User::Number(user) => evidence.holds(format!("it runs as user {user}, who has none in effect")),
            User::Named(_) | User::Root | User::Unknown => {
                evidence.breaks("it may start as root and use more than what is added back");
            }
        }
    }
}

fn user(case: &Case<'_>, user: Option<&str>, evidence: &mut Breakage) {
    if user.is_none() {
        let of_image = case.image.map_or("", |image| image.user.as_str());
        evidence.holds(format!("the image is made for its own user, {of_image}"));
    } else if case.image.is_some_and(|image| image.user.is_empty()) {
        evidence.breaks("the image names no user: its program may expect to be root");
    }
    if let Some(port) = low_port(case) {
        evidence.breaks(format!(
            "port {port} is below 1024, which takes NET_BIND_SERVICE on engines before 20.10"
        ));
    }
    let written =
        case.container.mounts.iter().filter(|mount| !mount.read_only && mount.kind != MountKind::Tmpfs);
    for mount in written {
        evidence.breaks(format!(
            "what lies at {} belongs to root, and must be given to the user",
            mount.destination
        ));
    }
}

fn no_new_privileges(case: &Case<'_>, evidence: &mut Breakage) {
    let report = case.image.and_then(|image| image.scanner_report.as_ref());
    match report.and_then(|report| report.setuid_files.as_deref()) {
        Some([]) => evidence.holds("a scanner found no setuid program in the image"),
        Some(files) => {
            evidence.breaks(format!("{} gains its privileges in this way", files[0]));
        }
        None => evidence.breaks("sudo, su and ping with setuid bits no longer work inside"),
    }
    if case.user.may_be_root() {
        evidence.holds("it runs as root, who needs no setuid program");
    }
}

fn own_namespace(case: &Case<'_>, namespace: Namespace, evidence: &mut Breakage) {
    match namespace {
        Namespace::Pid => evidence.breaks("it no longer sees the processes that it shared"),
        Namespace::Ipc => evidence.breaks("shared memory with others is gone"),
        Namespace::User if case.host.confinement.user_namespaces == Some(true) => {
            evidence.breaks("files that it wrote as the host's root belong to another user then");
        }
        Namespace::User => evidence.holds("the engine remaps no user today"),
        Namespace::Uts => evidence.breaks("it has a host name of its own then"),
        Namespace::Cgroup => {
            evidence.breaks("a program that reads the control groups of the host sees only its own");
        }
    }
}

fn own_network(case: &Case<'_>, ports: &[PublishedPort], evidence: &mut Breakage) {
    match case.container.network_mode {
        NetworkMode::Host => {
            evidence.breaks("services on the host's loopback are out of reach");
            evidence.breaks("ports that it opens without being told here are no longer on the host");
        }
        NetworkMode::Container => evidence.breaks("what it reached on loopback is out of reach"),
        _ => evidence.breaks("containers that it talks to must be on the same network"),
    }
    if shares_network(&case.container.network_mode) {
        published(case, ports, evidence);
        return;
    }
    for port in ports {
        evidence.holds(format!("port {} stays published", port.container_port));
    }
}

fn published(case: &Case<'_>, ports: &[PublishedPort], evidence: &mut Breakage) {
    if ports.iter().any(|port| port.host_address == "127.0.0.1") {
        evidence.breaks("other machines reach it only through a proxy on this host");
        let has = |port: &PublishedPort| {
            case.container.published_ports.iter().any(|own| {
                (own.container_port, own.transport, own.host_port)
                    == (port.container_port, port.transport, port.host_port)
            })
        };
        if ports.iter().all(has) {
            evidence.holds("programs on this host reach it as before");
        }
    }
    for number in ports.iter().filter_map(|port| port.host_port) {
        evidence.holds(format!("it answers on port {number} of the host"));
    }
}

fn removed_mount(case: &Case<'_>, destination: &str, evidence: &mut Breakage) {
    evidence.breaks(format!("what it reads or writes at {destination} is no longer there"));
    let socket =
        case.mounts.iter().any(|judged| judged.rule == "MNT-001" && judged.mount.destination == destination);
    if socket {
        evidence
            .breaks("a program that manages containers needs a proxy that allows the few requests it makes");
    }
}

fn read_only_root(case: &Case<'_>, tmpfs: &[String], evidence: &mut Breakage) {
    evidence.breaks("what it writes outside of mounts fails: see `docker diff`");
    for path in tmpfs {
        evidence.holds(format!("{path} stays writable, in memory"));
    }
    for mount in case.container.mounts.iter().filter(|mount| !mount.read_only) {
        evidence.holds(format!("{} is mounted, and stays writable", mount.destination));
    }
    for path in case.runtime.changed_executables.iter().flatten() {
        evidence.breaks(format!("{path} was written since the start"));
    }
}

fn restarts(case: &Case<'_>, evidence: &mut Breakage) {
    evidence.breaks("after a restart of the engine it stays down unless it had failed");
    if case.runtime.restart_count > 0 {
        evidence.breaks(format!("it was restarted {} times so far", case.runtime.restart_count));
    } else {
        evidence.holds("it was not restarted so far");
    }
}
