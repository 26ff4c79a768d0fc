use std::collections::BTreeMap;

use chrono::TimeDelta;
use proptest::prelude::*;

use super::{mostly_default, name_of, names_of, now, one_of, sometimes};
use crate::facts::{
    AppArmor, CapabilitySets, Container, CredentialKind, Device, DeviceRequest, Mount, MountKind,
    NamespaceMode, Namespaces, NetworkMode, Origin, PathMask, Propagation, PublishedPort, Resources,
    RestartPolicy, Runtime, SeLinux, Seccomp, Security, State, Surroundings, Transport, ValueKind, Variable,
};

pub(super) const IMAGE_ID: &str = "sha256:2222222222222222222222222222222222222222222222222222222222222222";

const REFERENCES: &[&str] = &[
    "nginx",
    "nginx:latest",
    "nginx:1.29",
    "acme/api:3",
    "10.1.2.3:5000/api",
    "ghcr.io/acme/api@sha256:abab",
    "localhost/api:1",
    IMAGE_ID,
    "222222222222",
    "",
    "::@@//",
];

const CAPABILITIES: &[&str] = &[
    "ALL",
    "BPF",
    "DAC_READ_SEARCH",
    "KILL",
    "NET_ADMIN",
    "NET_RAW",
    "NEWER_THAN_US",
    "SYS_ADMIN",
    "SYS_MODULE",
    "SYS_PTRACE",
];

const SOURCES: &[&str] = &[
    "/",
    "/run",
    "/var/run/docker.sock",
    "/run/user/1000/podman/podman.sock",
    "/etc",
    "/etc/nginx",
    "/etc/localtime",
    "/home/ada/.ssh",
    "/home/ada/project",
    "/var/log",
    "/srv/data",
    "data",
    "",
];

/// Any container that an engine would accept, and some that none would.
pub fn container() -> impl Strategy<Value = Container> {
    (identity(), security(), namespaces(), network(), mounts(), devices(), limits(), environment()).prop_map(
        |(identity, security, namespaces, network, mounts, devices, limits, environment)| {
            let (image_reference, user, privileged, cap_add, cap_drop, health_check, oci_runtime) = identity;
            let (network_mode, published_ports, publish_all_ports) = network;
            let (mounts, read_only_root) = mounts;
            let (devices, device_requests) = devices;
            let (resources, restart_policy, sysctls) = limits;
            Container {
                image_reference,
                image_id: IMAGE_ID.into(),
                user,
                privileged,
                cap_add,
                cap_drop,
                security,
                namespaces,
                network_mode,
                published_ports,
                publish_all_ports,
                mounts,
                read_only_root,
                devices,
                device_requests,
                resources,
                restart_policy,
                sysctls,
                environment,
                health_check,
                oci_runtime,
                ..Container::default()
            }
        },
    )
}

type Identity = (String, Option<String>, bool, Vec<String>, Vec<String>, bool, String);

fn identity() -> impl Strategy<Value = Identity> {
    let user = proptest::option::of(name_of(&["", "root", "0:0", "1000", "1000:1000", "app", "0x0"]));
    (
        name_of(REFERENCES),
        user,
        sometimes(15),
        mostly_default(50, names_of(CAPABILITIES, 3)),
        mostly_default(50, names_of(CAPABILITIES, 3)),
        sometimes(30),
        mostly_default(20, name_of(&["runc", "runsc", "kata"])),
    )
}

fn security() -> impl Strategy<Value = Security> {
    let apparmor = prop_oneof![
        one_of(&[AppArmor::Unset, AppArmor::Unconfined]),
        Just(AppArmor::Profile("docker-default".into())),
    ];
    let reported = mostly_default(
        10,
        (names_of(CAPABILITIES, 3), names_of(CAPABILITIES, 3))
            .prop_map(|(effective, bounding)| Some(CapabilitySets { effective, bounding })),
    );
    let masks = || mostly_default(20, one_of(&[PathMask::Empty, PathMask::Null]));
    (
        mostly_default(40, one_of(&[Seccomp::Custom, Seccomp::Unconfined])),
        apparmor,
        mostly_default(20, Just(SeLinux::Disabled)),
        one_of(&[Some(true), Some(false), None]),
        masks(),
        masks(),
        reported,
    )
        .prop_map(
            |(seccomp, apparmor, selinux, no_new_privileges, masked_paths, readonly_paths, reported)| {
                Security {
                    seccomp,
                    apparmor,
                    selinux,
                    no_new_privileges,
                    masked_paths,
                    readonly_paths,
                    reported_capabilities: reported,
                    ..Security::default()
                }
            },
        )
}

fn namespaces() -> impl Strategy<Value = Namespaces> {
    let mode = || mostly_default(25, one_of(&[NamespaceMode::Host, NamespaceMode::Container]));
    (mode(), mode(), mode(), mode(), mode()).prop_map(|(pid, ipc, uts, user, cgroup)| Namespaces {
        pid,
        ipc,
        uts,
        user,
        cgroup,
    })
}

fn network() -> impl Strategy<Value = (NetworkMode, Vec<PublishedPort>, bool)> {
    let mode = prop_oneof![
        3 => one_of(&[NetworkMode::DefaultBridge, NetworkMode::None, NetworkMode::Host, NetworkMode::Container]),
        1 => Just(NetworkMode::Custom("shop".into())),
    ];
    let port = (
        one_of(&[22, 80, 443, 5432, 8080]),
        one_of(&[Transport::Tcp, Transport::Udp]),
        one_of(&[None, Some(80), Some(5432), Some(49153)]),
        name_of(&["", "0.0.0.0", "::", "127.0.0.1"]),
    )
        .prop_map(|(container_port, transport, host_port, host_address)| PublishedPort {
            container_port,
            transport,
            host_port,
            host_address,
        });
    (mode, proptest::collection::vec(port, 0..=3), sometimes(10))
}

fn mounts() -> impl Strategy<Value = (Vec<Mount>, bool)> {
    let mount = (
        one_of(&[MountKind::Bind, MountKind::Bind, MountKind::Volume, MountKind::Tmpfs]),
        name_of(SOURCES),
        name_of(&["/a", "/b", "/etc/hosts", "<script>"]),
        any::<bool>(),
        mostly_default(30, one_of(&[Propagation::Slave, Propagation::Shared])),
    )
        .prop_map(|(kind, source, destination, read_only, propagation)| Mount {
            kind,
            source,
            destination,
            read_only,
            propagation,
        });
    (proptest::collection::vec(mount, 0..=3), any::<bool>())
}

fn devices() -> impl Strategy<Value = (Vec<Device>, Vec<DeviceRequest>)> {
    let device = name_of(&["/dev/sda", "/dev/fuse", "/dev/dri/card0", "/dev", ""]).prop_map(|host_path| {
        Device { container_path: host_path.clone(), host_path, permissions: "rwm".into() }
    });
    let request = (name_of(&["", "nvidia", "cdi"]), names_of(&["gpu", "compute"], 2))
        .prop_map(|(driver, capabilities)| DeviceRequest { driver, capabilities });
    (
        mostly_default(20, proptest::collection::vec(device, 0..=2)),
        mostly_default(20, proptest::collection::vec(request, 0..=1)),
    )
}

fn limits() -> impl Strategy<Value = (Resources, RestartPolicy, BTreeMap<String, String>)> {
    let restart_policy = mostly_default(
        50,
        one_of(&[
            RestartPolicy::Always,
            RestartPolicy::UnlessStopped,
            RestartPolicy::OnFailure { max_tries: 0 },
            RestartPolicy::OnFailure { max_tries: 5 },
            RestartPolicy::OnFailure { max_tries: u32::MAX },
        ]),
    );
    let resources = (one_of(&[0, 1 << 28]), one_of(&[0, 500_000_000]), one_of(&[None, Some(100)])).prop_map(
        |(memory_bytes, nano_cpus, pids)| Resources { memory_bytes, nano_cpus, pids, ..Resources::default() },
    );
    let names = names_of(&["net.core.somaxconn", "net.ipv4.tcp_syncookies", "ä"], 2);
    let sysctls = names.prop_map(|names| names.into_iter().map(|name| (name, "1".to_owned())).collect());
    (resources, restart_policy, mostly_default(20, sysctls))
}

fn environment() -> impl Strategy<Value = Vec<Variable>> {
    const KINDS: &[ValueKind] = &[
        ValueKind::Plain,
        ValueKind::Reference,
        ValueKind::Placeholder,
        ValueKind::Credential(CredentialKind::Cloud),
        ValueKind::Credential(CredentialKind::Chat),
        ValueKind::SecretNamed,
        ValueKind::UrlCredential,
        ValueKind::WeakPassword,
        ValueKind::EmptyPasswordAllowed,
        ValueKind::PasswordHash,
        ValueKind::HighEntropy,
        ValueKind::PlainEngineEndpoint,
    ];
    let variable = (
        name_of(&["A", "B", "DB_PASSWORD", "<b>"]),
        one_of(KINDS),
        one_of(&[Origin::Container, Origin::Image]),
    )
        .prop_map(|(name, kind, origin)| Variable { name, kind, origin });
    proptest::collection::vec(variable, 0..=4)
}

/// Any state, started up to two hundred days ago or never.
pub fn runtime() -> impl Strategy<Value = Runtime> {
    const STATES: &[State] = &[
        State::Created,
        State::Running,
        State::Running,
        State::Paused,
        State::Restarting,
        State::Removing,
        State::Exited,
        State::Dead,
    ];
    let started = proptest::option::weighted(0.8, -1_i64..200);
    (one_of(STATES), started, sometimes(20), 0_u32..10).prop_map(
        |(state, started_days_ago, unhealthy, restart_count)| Runtime {
            state,
            created_at: Some(now() - TimeDelta::days(200)),
            started_at: started_days_ago.map(|days| now() - TimeDelta::days(days)),
            unhealthy,
            restart_count,
        },
    )
}

pub fn surroundings() -> impl Strategy<Value = Surroundings> {
    let points_to = proptest::option::of(name_of(&[IMAGE_ID, "sha256:3333", "", "ä"]));
    (points_to, sometimes(10), sometimes(10), sometimes(10)).prop_map(
        |(tag_points_to, image_missing, tags_not_read, volumes_not_read)| Surroundings {
            tag_points_to,
            image_missing,
            tags_not_read,
            volumes_not_read,
        },
    )
}
