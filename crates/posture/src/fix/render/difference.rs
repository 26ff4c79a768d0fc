//! What differs between two containers, in the terms that Compose and `docker run` share.

use crate::facts::{
    AppArmor, Container, Mount, MountKind, NamespaceMode, PathMask, Propagation, PublishedPort,
    RestartPolicy, SeLinux, Seccomp, Transport,
};
use crate::fix::Facts;

/// A list of settings before and after.
pub(super) struct Lists {
    pub before: Vec<String>,
    pub after: Vec<String>,
}

impl Lists {
    pub fn new(before: &[String], after: &[String]) -> Self {
        Self { before: before.to_vec(), after: after.to_vec() }
    }

    pub fn added(&self) -> impl Iterator<Item = &String> {
        self.after.iter().filter(|item| !self.before.contains(item))
    }

    pub fn removed(&self) -> impl Iterator<Item = &String> {
        self.before.iter().filter(|item| !self.after.contains(item))
    }

    pub fn differ(&self) -> bool {
        self.before != self.after && (self.added().next().is_some() || self.removed().next().is_some())
    }
}

/// Named settings that are lists of words, by the key of Compose and the flag of `docker run`.
pub(super) fn lists(before: &Container, after: &Container) -> Vec<(&'static str, &'static str, Lists)> {
    let of = |take: fn(&Container) -> Vec<String>| Lists { before: take(before), after: take(after) };
    vec![
        ("cap_add", "--cap-add", Lists::new(&before.cap_add, &after.cap_add)),
        ("cap_drop", "--cap-drop", Lists::new(&before.cap_drop, &after.cap_drop)),
        ("group_add", "--group-add", Lists::new(&before.supplementary_groups, &after.supplementary_groups)),
        ("devices", "--device", of(devices)),
        (
            "device_cgroup_rules",
            "--device-cgroup-rule",
            Lists::new(&before.device_cgroup_rules, &after.device_cgroup_rules),
        ),
        ("ports", "--publish", of(ports)),
        ("volumes_from", "--volumes-from", Lists::new(&before.volumes_from, &after.volumes_from)),
    ]
}

fn devices(container: &Container) -> Vec<String> {
    let devices = container.devices.iter();
    devices.map(|own| format!("{}:{}:{}", own.host_path, own.container_path, own.permissions)).collect()
}

fn ports(container: &Container) -> Vec<String> {
    container.published_ports.iter().map(port).collect()
}

/// `127.0.0.1:8080:80/tcp`
pub(super) fn port(port: &PublishedPort) -> String {
    let inside = format!("{}/{}", port.container_port, port.transport.as_str());
    let address = port.host_address.as_str();
    let address = if address.contains(':') && !address.starts_with('[') {
        format!("[{address}]")
    } else {
        address.to_owned()
    };
    match (address.as_str(), port.host_port) {
        ("", None) => inside,
        ("", Some(number)) => format!("{number}:{inside}"),
        (address, None) => format!("{address}::{inside}"),
        (address, Some(number)) => format!("{address}:{number}:{inside}"),
    }
}

/// Security options before and after.
pub(super) struct SecurityOptions {
    pub lists: Lists,
    /// A profile or a label of somebody's own stays, and its text is not known: the list cannot be written whole.
    pub unnamed: bool,
}

pub(super) fn security_options(before: &Facts<'_>, after: &Facts<'_>) -> SecurityOptions {
    let (before, after) = (&*before.container, &*after.container);
    let recreated = before.privileged != after.privileged;
    let mut options = Lists { before: common_options(before), after: common_options(after) };
    if before.security.seccomp != after.security.seccomp && after.security.seccomp == Seccomp::Custom {
        options.after.push("seccomp=builtin".into());
    }
    if before.security.apparmor != after.security.apparmor
        && !recreated
        && let AppArmor::Profile(name) = &after.security.apparmor
    {
        options.after.push(format!("apparmor={name}"));
    }
    let keeps_seccomp =
        before.security.seccomp == Seccomp::Custom && after.security.seccomp == Seccomp::Custom;
    let keeps_label = matches!(&after.security.selinux, SeLinux::Label(_));
    SecurityOptions { lists: options, unnamed: keeps_seccomp || keeps_label }
}

fn common_options(container: &Container) -> Vec<String> {
    let security = &container.security;
    let exposed = [security.masked_paths, security.readonly_paths].contains(&PathMask::Empty);
    let of_others = match &security.apparmor {
        AppArmor::Unconfined => Some("apparmor=unconfined".to_owned()),
        AppArmor::Profile(name) if !name.contains("default") => Some(format!("apparmor={name}")),
        AppArmor::Profile(_) | AppArmor::Unset => None,
    };
    let said = [
        (security.no_new_privileges == Some(true), "no-new-privileges:true"),
        (security.seccomp == Seccomp::Unconfined, "seccomp=unconfined"),
        (security.selinux == SeLinux::Disabled, "label=disable"),
        (exposed, "systempaths=unconfined"),
        (security.writable_cgroups, "writable-cgroups=true"),
    ];
    let said = said.into_iter().filter(|(said, _)| *said).map(|(_, option)| option.to_owned());
    said.chain(of_others).collect()
}

/// A namespace that was shared and is no longer: the key of Compose, which is the flag of `docker run` too.
pub(super) fn namespaces(before: &Container, after: &Container) -> Vec<(&'static str, &'static str)> {
    let (old, new) = (&before.namespaces, &after.namespaces);
    let own = |mode: NamespaceMode| mode == NamespaceMode::Private;
    let all = [
        ("pid", old.pid, new.pid),
        ("ipc", old.ipc, new.ipc),
        ("uts", old.uts, new.uts),
        ("userns", old.user, new.user),
        ("cgroupns", old.cgroup, new.cgroup),
    ];
    let changed = all.into_iter().filter(|(_, old, new)| !own(*old) && own(*new));
    changed.map(|(name, old, _)| (name, shared_with(old))).collect()
}

const fn shared_with(mode: NamespaceMode) -> &'static str {
    match mode {
        NamespaceMode::Host => "host",
        NamespaceMode::Container => "container",
        NamespaceMode::Private | NamespaceMode::Shareable => "shareable",
    }
}

/// `on-failure:5`
pub(super) fn restart(policy: RestartPolicy) -> String {
    match policy {
        RestartPolicy::No => "no".to_owned(),
        RestartPolicy::Always => "always".to_owned(),
        RestartPolicy::UnlessStopped => "unless-stopped".to_owned(),
        RestartPolicy::OnFailure { max_tries: 0 } => "on-failure".to_owned(),
        RestartPolicy::OnFailure { max_tries } => format!("on-failure:{max_tries}"),
    }
}

/// As engines read it: `512m`, else the bytes.
pub(super) fn memory(bytes: u64) -> String {
    if bytes.is_multiple_of(1 << 20) { format!("{}m", bytes >> 20) } else { format!("{bytes}b") }
}

/// Mounts that are new or other than before, and those that are gone.
pub(super) fn mounts<'f>(before: &'f Container, after: &'f Container) -> (Vec<&'f Mount>, Vec<&'f Mount>) {
    let is_in = |mounts: &[Mount], mount: &Mount| mounts.contains(mount);
    let has_place = |mount: &Mount| after.mounts.iter().any(|own| own.destination == mount.destination);
    let changed = after.mounts.iter().filter(|mount| !is_in(&before.mounts, mount)).collect();
    let gone = before.mounts.iter().filter(|mount| !has_place(mount)).collect();
    (changed, gone)
}

/// As engines name it.
pub(super) const fn mount_kind(kind: MountKind) -> Option<&'static str> {
    match kind {
        MountKind::Bind => Some("bind"),
        MountKind::Volume => Some("volume"),
        MountKind::Tmpfs => Some("tmpfs"),
        MountKind::Image => Some("image"),
        MountKind::Other => None,
    }
}

pub(super) const fn propagation(propagation: Propagation) -> Option<&'static str> {
    match propagation {
        Propagation::Private => None,
        Propagation::Slave => Some("rslave"),
        Propagation::Shared => Some("rshared"),
    }
}

/// Of a health check that is new. Asks the service itself; the question that only its program can answer is better.
///
/// `None`: not new, or nothing is known that could be asked.
pub(super) fn new_health_question(before: &Facts<'_>, after: &Facts<'_>) -> Option<String> {
    if before.container.health_check || !after.container.health_check {
        return None;
    }
    let known = match after.container.program.rsplit('/').next().unwrap_or_default() {
        "postgres" => Some("pg_isready --quiet"),
        "redis-server" => Some("redis-cli ping"),
        "mysqld" | "mariadbd" => Some("mysqladmin ping --silent"),
        _ => None,
    };
    known.map(str::to_owned).or_else(|| listens_on(after).map(port_question))
}

fn port_question(port: u16) -> String {
    match port {
        80 | 3000 | 5000 | 8000..=8999 => {
            format!("wget --quiet --spider http://127.0.0.1:{port}/ || exit 1")
        }
        _ => format!("nc -z 127.0.0.1 {port} || exit 1"),
    }
}

/// A port of TCP: no other can be asked whether somebody listens.
fn listens_on(facts: &Facts<'_>) -> Option<u16> {
    let published = facts.container.published_ports.iter();
    let published = published.filter(|port| port.transport == Transport::Tcp).map(|port| port.container_port);
    let exposed = facts.image.iter().flat_map(|image| image.exposed());
    let exposed = exposed.filter(|(_, transport)| *transport == Some(Transport::Tcp)).map(|(port, _)| port);
    published.chain(exposed).next()
}

/// The network that is made for it.
pub(super) fn network_name(name: &str) -> String {
    format!("{name}-net")
}
