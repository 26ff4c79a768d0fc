use std::collections::BTreeMap;

use chrono::TimeDelta;
use proptest::prelude::*;

use super::secret::{disclosures, variables};
use super::{mostly_default, name_of, names_of, now, one_of, sometimes};
use crate::facts::{
    AppArmor, CapabilitySets, Container, Device, DeviceRequest, Exec, Mount, MountKind, NamespaceMode,
    Namespaces, NetworkMode, PathMask, Propagation, PublishedPort, Resources, RestartPolicy, Runtime,
    SeLinux, Seccomp, Security, State, Transport,
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
    "MKNOD",
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
    "/proc/sys",
    "/run/dbus",
    "/sys/fs/cgroup",
    "/var/lib/lxcfs",
    "data",
    "",
];

/// Any container that an engine would accept, and some that none would.
pub fn container() -> impl Strategy<Value = Container> {
    let secrets = (variables(), disclosures(), sometimes(5));
    (identity(), security(), namespaces(), network(), mounts(), devices(), limits(), secrets).prop_map(
        |(identity, security, namespaces, network, mounts, devices, limits, secrets)| {
            let (image_reference, user, privileged, cap_add, cap_drop, health_check, oci_runtime) = identity;
            let (network_mode, published_ports, publish_all_ports) = network;
            let (mounts, read_only_root, volumes_from) = mounts;
            let (devices, device_requests, device_cgroup_rules) = devices;
            let (environment, disclosures, runs_ssh_server) = secrets;
            let (user, supplementary_groups) = user;
            let (resources, restart_policy, sysctls) = limits;
            Container {
                image_reference,
                image_id: IMAGE_ID.into(),
                user,
                supplementary_groups,
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
                volumes_from,
                devices,
                device_requests,
                device_cgroup_rules,
                resources,
                restart_policy,
                sysctls,
                environment,
                runs_ssh_server,
                disclosures,
                health_check,
                oci_runtime,
                ..Container::default()
            }
        },
    )
}

type Identity = (String, (Option<String>, Vec<String>), bool, Vec<String>, Vec<String>, bool, String);

fn identity() -> impl Strategy<Value = Identity> {
    let user = proptest::option::of(name_of(&["", "root", "0:0", "1000", "1000:1000", "app", "0x0"]));
    let groups = mostly_default(20, names_of(&["0", "docker", "audio", "<i>"], 2));
    (
        name_of(REFERENCES),
        (user, groups),
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
        (reported, sometimes(10)),
    )
        .prop_map(
            |(seccomp, apparmor, selinux, no_new_privileges, masked_paths, readonly_paths, rest)| {
                let (reported, writable_cgroups) = rest;
                Security {
                    seccomp,
                    apparmor,
                    selinux,
                    no_new_privileges,
                    masked_paths,
                    readonly_paths,
                    reported_capabilities: reported,
                    writable_cgroups,
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

fn mounts() -> impl Strategy<Value = (Vec<Mount>, bool, Vec<String>)> {
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
    let volumes_from = mostly_default(10, names_of(&["backup", "db:ro"], 2));
    (proptest::collection::vec(mount, 0..=3), any::<bool>(), volumes_from)
}

fn devices() -> impl Strategy<Value = (Vec<Device>, Vec<DeviceRequest>, Vec<String>)> {
    let device = name_of(&["/dev/sda", "/dev/fuse", "/dev/dri/card0", "/dev", ""]).prop_map(|host_path| {
        Device { container_path: host_path.clone(), host_path, permissions: "rwm".into() }
    });
    let request = (name_of(&["", "nvidia", "cdi"]), names_of(&["gpu", "compute"], 2))
        .prop_map(|(driver, capabilities)| DeviceRequest { driver, capabilities });
    (
        mostly_default(20, proptest::collection::vec(device, 0..=2)),
        mostly_default(20, proptest::collection::vec(request, 0..=1)),
        mostly_default(20, names_of(&["a", "b *:* rwm", "b 8:0 r", "c 10:200 rwm", "ä"], 2)),
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
    let resources = (
        one_of(&[0, 1 << 28]),
        one_of(&[0, 500_000_000]),
        one_of(&[None, Some(100)]),
        sometimes(30),
        mostly_default(20, name_of(&["/docker", "/custom", "kubepods-x.slice"])),
        any::<bool>(),
    )
        .prop_map(|(memory_bytes, nano_cpus, pids, oom_kill_disabled, cgroup_parent, ulimits_set)| {
            Resources {
                memory_bytes,
                nano_cpus,
                pids,
                oom_kill_disabled,
                cgroup_parent,
                ulimits_set,
                ..Resources::default()
            }
        });
    let names = names_of(&["net.core.somaxconn", "net.ipv4.tcp_syncookies", "ä"], 2);
    let sysctls = names.prop_map(|names| names.into_iter().map(|name| (name, "1".to_owned())).collect());
    (resources, restart_policy, mostly_default(20, sysctls))
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
    let exec = (any::<bool>(), name_of(&["", "root", "0:0", "101"]))
        .prop_map(|(privileged, user)| Exec { privileged, user });
    let seen = (
        mostly_default(20, proptest::collection::vec(exec, 0..=2).prop_map(Some)),
        mostly_default(20, names_of(&["/tmp/x", "/usr/bin/curl", "<u>"], 2).prop_map(Some)),
    );
    (one_of(STATES), started, sometimes(20), 0_u32..10, seen).prop_map(
        |(state, started_days_ago, unhealthy, restart_count, (execs, changed_executables))| Runtime {
            state,
            created_at: Some(now() - TimeDelta::days(200)),
            started_at: started_days_ago.map(|days| now() - TimeDelta::days(days)),
            unhealthy,
            restart_count,
            execs,
            changed_executables,
        },
    )
}
