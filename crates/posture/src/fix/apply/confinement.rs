use crate::capability::{bare, names_all};
use crate::facts::{
    AppArmor, CapabilitySets, Container, EngineKind, NamespaceMode, PathMask, SeLinux, Seccomp,
};
use crate::fix::change::{Change, Namespace};
use crate::fix::facts::Facts;
use crate::user::User;

/// False where the change is about something else.
pub(super) fn apply(change: &Change, facts: &mut Facts<'_>) -> bool {
    match change {
        Change::RemovePrivileged => remove_privileged(facts),
        Change::SetCapabilities { add, drop } => set_capabilities(facts, add, drop),
        Change::SetUser { user } => set_user(facts, user.as_deref()),
        Change::SetNoNewPrivileges => facts.of_container().security.no_new_privileges = Some(true),
        Change::UseDefaultSeccomp => facts.of_container().security.seccomp = Seccomp::Default,
        Change::UseBuiltinSeccomp => facts.of_container().security.seccomp = Seccomp::Custom,
        Change::UseDefaultAppArmor => facts.of_container().security.apparmor = default_profile(facts),
        Change::UseSeLinux => facts.of_container().security.selinux = SeLinux::Default,
        Change::MaskSystemPaths => mask(facts.of_container(), PathMask::Empty),
        Change::ProtectCgroups => facts.of_container().security.writable_cgroups = false,
        Change::OwnNamespace { namespace } => own_namespace(facts.of_container(), *namespace),
        Change::RemoveDevice { device } => remove_device(facts.of_container(), device),
        Change::RemoveDeviceRule { rule } => {
            facts.of_container().device_cgroup_rules.retain(|own| own != rule);
        }
        Change::RemoveGroup { group } => {
            facts.of_container().supplementary_groups.retain(|own| own != group);
        }
        _ => return false,
    }
    true
}

/// Created without it, a container gets what it suppressed: masked paths and the engine's AppArmor profile.
fn remove_privileged(facts: &mut Facts<'_>) {
    let profile = default_profile(facts);
    let container = facts.of_container();
    container.privileged = false;
    // What an engine reported was that of a privileged container.
    container.security.reported_capabilities = None;
    if container.security.apparmor == AppArmor::Unset {
        container.security.apparmor = profile;
    }
    mask(container, PathMask::Null);
}

fn mask(container: &mut Container, exposed: PathMask) {
    for mask in [&mut container.security.masked_paths, &mut container.security.readonly_paths] {
        if *mask == exposed {
            *mask = PathMask::Set;
        }
    }
}

fn default_profile(facts: &Facts<'_>) -> AppArmor {
    AppArmor::Profile(match facts.host.engine {
        EngineKind::Docker => "docker-default".into(),
        EngineKind::Podman => "containers-default".into(),
    })
}

fn set_capabilities(facts: &mut Facts<'_>, add: &[String], drop: &[String]) {
    let is_root = User::of(&facts.container, facts.image.as_deref()).may_be_root();
    let container = facts.of_container();
    if let Some(reported) = &container.security.reported_capabilities {
        container.security.reported_capabilities = reported_after(reported, is_root, add, drop);
    }
    container.cap_add = add.to_vec();
    container.cap_drop = drop.to_vec();
}

/// What Podman would report. `None`: it is to be computed.
fn reported_after(
    reported: &CapabilitySets,
    is_root: bool,
    add: &[String],
    drop: &[String],
) -> Option<CapabilitySets> {
    if names_all(add) {
        return None;
    }
    if names_all(drop) {
        return Some(CapabilitySets { effective: add.to_vec(), bounding: add.to_vec() });
    }
    let left = |names: &[String]| {
        let kept = names.iter().filter(|name| !drop.iter().any(|own| bare(own) == bare(name)));
        kept.cloned().collect::<Vec<String>>()
    };
    let bounding = left(&reported.bounding);
    let effective = if is_root { bounding.clone() } else { left(&reported.effective) };
    Some(CapabilitySets { effective, bounding })
}

/// A container that is created anew was not entered yet by another user than its own.
fn set_user(facts: &mut Facts<'_>, user: Option<&str>) {
    let container = facts.of_container();
    container.user = user.map(str::to_owned);
    container.security.reported_capabilities = None;
    let is_root = |name: &str| !name.is_empty() && User::parse(name) == User::Root;
    let entered = |execs: &Vec<crate::facts::Exec>| execs.iter().any(|exec| is_root(&exec.user));
    if facts.runtime.execs.as_ref().is_some_and(entered)
        && let Some(execs) = &mut facts.runtime.to_mut().execs
    {
        execs.retain(|exec| exec.privileged || !is_root(&exec.user));
        for exec in execs.iter_mut() {
            exec.user.clear();
        }
    }
}

/// Docker switches the SELinux label off where a container shares processes or IPC with the host, and only then.
fn own_namespace(container: &mut Container, namespace: Namespace) {
    let namespaces = &mut container.namespaces;
    let shared = [namespaces.pid, namespaces.ipc].contains(&NamespaceMode::Host);
    match namespace {
        Namespace::Pid => namespaces.pid = NamespaceMode::Private,
        Namespace::Ipc => namespaces.ipc = NamespaceMode::Private,
        Namespace::Uts => namespaces.uts = NamespaceMode::Private,
        Namespace::User => namespaces.user = NamespaceMode::Private,
        Namespace::Cgroup => namespaces.cgroup = NamespaceMode::Private,
    }
    let shares = [namespaces.pid, namespaces.ipc].contains(&NamespaceMode::Host);
    if shared && !shares && container.security.selinux == SeLinux::Disabled {
        container.security.selinux = SeLinux::Default;
    }
}

fn remove_device(container: &mut Container, device: &str) {
    container.devices.retain(|own| own.host_path != device);
    container.device_requests.retain(|request| request.name() != device);
}
