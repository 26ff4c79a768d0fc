//! What a change is called.

use super::change::{Change, EngineSetting, Namespace};
use crate::capability::names_all;
use crate::facts::{BuildFlawKind, PublishedPort};

pub(super) fn of(change: &Change) -> String {
    fixed(change).map_or_else(|| naming(change), str::to_owned)
}

/// Titles that name nothing.
const fn fixed(change: &Change) -> Option<&'static str> {
    Some(match change {
        Change::RemovePrivileged => "Remove --privileged",
        Change::SetUser { user: None } => "Run as the image's own user",
        Change::SetNoNewPrivileges => "Set no-new-privileges",
        Change::UseDefaultSeccomp => "Use the engine's seccomp profile",
        Change::UseBuiltinSeccomp => "Use the built-in seccomp profile",
        Change::UseDefaultAppArmor => "Use the engine's AppArmor profile",
        Change::UseSeLinux => "Use an SELinux label",
        Change::MaskSystemPaths => "Mask system paths again",
        Change::ProtectCgroups => "Make control groups read-only",
        Change::OwnNamespace { namespace } => own_namespace(*namespace),
        Change::OwnNetwork { .. } => "Use a network of its own",
        Change::RemoveCgroupParent => "Use the engine's cgroup parent",
        Change::SetUlimits => "Set ulimits",
        Change::NamePorts { .. } => "Publish named ports only, on 127.0.0.1",
        Change::RemoveVolumesFrom => "Name volumes instead of --volumes-from",
        Change::AddHealthCheck => "Add a health check",
        Change::MendBuild { flaw } => mend_build(*flaw),
        Change::RemoveSshServer => "Remove the SSH server",
        Change::ClearSetuid => "Clear setuid and setgid bits",
        Change::UseSupportedBase => "Build on a supported release",
        Change::RenewImage { .. } => "Renew the image",
        Change::StartAgain { .. } => "Start it again",
        Change::Engine { setting } => return engine(setting),
        _ => return None,
    })
}

fn naming(change: &Change) -> String {
    match change {
        Change::SetCapabilities { add, drop } => capabilities(add, drop),
        Change::SetUser { user } => format!("Run as user {}", user.as_deref().unwrap_or_default()),
        Change::RemoveDevice { device } => format!("Remove device {device}"),
        Change::RemoveDeviceRule { rule } => format!("Remove device rule {rule}"),
        Change::RemoveGroup { group } => format!("Remove group {group}"),
        Change::RemoveSysctl { name } => format!("Remove sysctl {name}"),
        Change::LimitMemory { bytes } => format!("Limit memory to {} MiB", bytes >> 20),
        Change::LimitCpus { nano_cpus } => format!("Limit CPUs to {}", cpus(*nano_cpus)),
        Change::LimitPids { pids } => format!("Limit processes to {pids}"),
        Change::LimitRestarts { max_tries } => format!("Restart {max_tries} times at most"),
        Change::Republish { container_port, transport, ports } => {
            format!("Publish {container_port}/{} {}", transport.as_str(), on(ports))
        }
        Change::RemoveMount { destination } => format!("Remove the mount at {destination}"),
        Change::MountReadOnly { destination } => format!("Mount {destination} read-only"),
        Change::MountPrivately { destination } => format!("Mount {destination} with private propagation"),
        Change::UseOwnVolume { destination, .. } => format!("Use a volume of its own at {destination}"),
        Change::ReadOnlyRoot { tmpfs } => read_only_root(tmpfs),
        Change::PinImage { .. } => "Pin the image by the digest that runs now".to_owned(),
        Change::ReadSecretFromFile { variable } => format!("Read {variable} from a secret file"),
        Change::RequirePassword { variable, .. } => format!("Remove {variable} and set a password"),
        Change::UseEngineTls { variable } => format!("Use TLS for the engine that {variable} names"),
        Change::RemoveCredential { credential } => {
            format!("Take the credential out of the {}", credential.subject())
        }
        Change::RemoveBakedVariable { variable } => format!("Take {variable} out of the image"),
        Change::RemoveBakedCredential { credential } => {
            format!("Take the credential out of the image's {}", credential.subject())
        }
        Change::RemoveImageVolume { path } => format!("Remove VOLUME {path} from the image"),
        Change::Engine { setting: EngineSetting::RemoveInsecureRegistry { registry } } => {
            format!("Reach {registry} over TLS only")
        }
        _ => String::new(),
    }
}

const fn own_namespace(namespace: Namespace) -> &'static str {
    match namespace {
        Namespace::Pid => "Use a process namespace of its own",
        Namespace::Ipc => "Use an IPC namespace of its own",
        Namespace::Uts => "Use a host name of its own",
        Namespace::User => "Follow the engine's user namespace",
        Namespace::Cgroup => "Use a cgroup namespace of its own",
    }
}

const fn mend_build(flaw: BuildFlawKind) -> &'static str {
    match flaw {
        BuildFlawKind::RemoteAdd => "Check what ADD downloads",
        BuildFlawKind::DownloadPiped => "Check downloads before they run",
        BuildFlawKind::IndexUpdateAlone => "Update the index and install in one step",
        BuildFlawKind::SshServer => "Remove the SSH server",
    }
}

const fn engine(setting: &EngineSetting) -> Option<&'static str> {
    Some(match setting {
        EngineSetting::RequireClientCertificates => "Require client certificates of the engine API",
        EngineSetting::RemoveInsecureRegistry { .. } => return None,
        EngineSetting::NoInterContainerTraffic => "Forbid traffic between containers on the default bridge",
        EngineSetting::LiveRestore => "Turn live restore on",
        EngineSetting::RemapUsers => "Remap users",
        EngineSetting::NoExperimental => "Turn experimental features off",
        EngineSetting::RemoteLogs => "Send logs to another machine",
        EngineSetting::NoUserlandProxy => "Turn the userland proxy off",
        EngineSetting::DefaultSeccomp => "Use the engine's own seccomp profile",
        EngineSetting::NoNewPrivileges => "Make no-new-privileges the default",
        EngineSetting::ManageFirewall => "Let the engine manage the firewall",
        EngineSetting::LogLevel => "Set the log level to info",
    })
}

fn capabilities(add: &[String], drop: &[String]) -> String {
    match (names_all(drop), add.is_empty()) {
        (true, true) => "Drop all capabilities".to_owned(),
        (true, false) => format!("Drop all capabilities but {}", add.join(", ")),
        (false, true) if drop.is_empty() => "Add no capabilities".to_owned(),
        (false, true) => format!("Drop {}", drop.join(", ")),
        (false, false) if drop.is_empty() => format!("Add no capabilities but {}", add.join(", ")),
        (false, false) => format!("Drop {} and add {}", drop.join(", "), add.join(", ")),
    }
}

fn read_only_root(tmpfs: &[String]) -> String {
    if tmpfs.is_empty() {
        return "Make the root filesystem read-only".to_owned();
    }
    format!("Make the root filesystem read-only, with memory at {}", tmpfs.join(" and "))
}

fn on(ports: &[PublishedPort]) -> String {
    let places: Vec<String> = ports.iter().map(place).collect();
    format!("on {}", places.join(" and "))
}

fn place(port: &PublishedPort) -> String {
    let address = if port.on_all_interfaces() { "every interface" } else { &port.host_address };
    match port.host_port {
        Some(number) => format!("{address}, port {number}"),
        None => address.to_owned(),
    }
}

/// `1`, `0.5`
pub(super) fn cpus(nano_cpus: u64) -> String {
    let (whole, rest) = (nano_cpus / 1_000_000_000, nano_cpus % 1_000_000_000);
    format!("{whole}.{rest:09}").trim_end_matches('0').trim_end_matches('.').to_owned()
}
