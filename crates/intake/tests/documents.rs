//! Answers of real engine versions, written after their API documentation, and the facts they must give.

use std::collections::BTreeMap;

use intake::IngestKey;
use intake::engine::{read_container, read_image, read_inspect_document};
use posture::facts::{
    AppArmor, Attachment, BuildFlaw, BuildFlawKind, CapabilitySets, Container, Device, DeviceRequest, Image,
    Mount, MountKind, NamespaceMode, Namespaces, NetworkMode, Origin, PathMask, Propagation, PublishedPort,
    Resources, RestartPolicy, Runtime, SeLinux, Seccomp, Security, State, Transport, ValueKind, Variable,
};

fn key() -> IngestKey {
    IngestKey::new([5; 32])
}

fn variable(name: &str, kind: ValueKind, origin: Origin) -> Variable {
    Variable { name: name.into(), kind, origin }
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

fn at(text: &str) -> chrono::DateTime<chrono::Utc> {
    text.parse().expect("a date")
}

fn labels(list: &[(&str, Option<&str>)]) -> BTreeMap<String, Option<String>> {
    list.iter().map(|(key, value)| ((*key).to_owned(), value.map(str::to_owned))).collect()
}

#[test]
fn docker_20_10_a_running_compose_service() {
    let image =
        read_image(include_bytes!("fixtures/docker-20.10-image.json"), None, &key()).expect("an image");
    let json = include_bytes!("fixtures/docker-20.10-running.json");
    let reading = read_container(json, Some(&image.environment), &key()).expect("a container");
    assert_eq!(reading.name, "shop_db_1");
    assert_eq!(
        reading.runtime,
        Runtime {
            state: State::Running,
            created_at: Some(at("2026-11-20T10:00:00.123456789Z")),
            started_at: Some(at("2026-11-20T10:00:01.5Z")),
            unhealthy: true,
            restart_count: 4,
            ..Runtime::default()
        }
    );
    assert_eq!(
        reading.facts,
        Container {
            image_reference: "postgres:16.4".into(),
            image_id: image.facts.id,
            user: Some("999:999".into()),
            cap_add: names(&["SYS_PTRACE"]),
            cap_drop: names(&["NET_RAW"]),
            security: Security {
                apparmor: AppArmor::Profile("docker-default".into()),
                no_new_privileges: Some(true),
                ..Security::default()
            },
            namespaces: Namespaces {
                ipc: NamespaceMode::Shareable,
                cgroup: NamespaceMode::Host,
                ..Namespaces::default()
            },
            network_mode: NetworkMode::Custom("shop_default".into()),
            networks: vec![Attachment { network: "shop_default".into() }],
            published_ports: vec![PublishedPort {
                container_port: 5432,
                transport: Transport::Tcp,
                host_port: Some(5432),
                host_address: String::new(),
            }],
            mounts: vec![
                Mount {
                    kind: MountKind::Bind,
                    source: "/srv/backup".into(),
                    destination: "/backup".into(),
                    read_only: true,
                    propagation: Propagation::Slave,
                },
                Mount { kind: MountKind::Tmpfs, destination: "/tmp".into(), ..Mount::default() },
                Mount {
                    kind: MountKind::Volume,
                    source: "shop_data".into(),
                    destination: "/var/lib/postgresql/data".into(),
                    ..Mount::default()
                },
            ],
            read_only_root: true,
            resources: Resources {
                memory_bytes: 536_870_912,
                nano_cpus: 1_500_000_000,
                pids: Some(200),
                ulimits_set: true,
                ..Resources::default()
            },
            restart_policy: RestartPolicy::OnFailure { max_tries: 5 },
            environment: vec![
                variable("PATH", ValueKind::Plain, Origin::Image),
                variable("PG_MAJOR", ValueKind::Plain, Origin::Image),
                variable("POSTGRES_PASSWORD", ValueKind::WeakPassword, Origin::Container),
                variable("POSTGRES_USER_FILE", ValueKind::Reference, Origin::Container),
            ],
            program: "docker-entrypoint.sh".into(),
            health_check: true,
            labels: labels(&[
                ("acme.contact", None),
                ("com.docker.compose.container-number", None),
                ("com.docker.compose.oneoff", Some("False")),
                ("com.docker.compose.project", Some("shop")),
                ("com.docker.compose.service", Some("db")),
            ]),
            oci_runtime: "runc".into(),
            ..Container::default()
        }
    );
}

#[test]
fn docker_20_10_an_image_and_its_history() {
    let inspect = include_bytes!("fixtures/docker-20.10-image.json");
    let history = include_bytes!("fixtures/docker-20.10-history.json");
    let reading = read_image(inspect, Some(history), &key()).expect("an image");
    assert_eq!(
        reading.facts,
        Image {
            id: format!("sha256:{}", "1".repeat(64)),
            tags: names(&["postgres:16", "postgres:16.4"]),
            repo_digests: vec![format!("postgres@sha256:{}", "2".repeat(64))],
            created_at: Some(at("2026-10-02T00:00:00Z")),
            architecture: "amd64".into(),
            size_bytes: 431_000_000,
            exposed_ports: names(&["5432/tcp"]),
            volumes: names(&["/var/lib/postgresql/data"]),
            environment: vec![
                variable("PATH", ValueKind::Plain, Origin::Image),
                variable("PG_MAJOR", ValueKind::Plain, Origin::Image),
            ],
            history: Some(names(&["ADD", "RUN", "ENV", "CMD"])),
            build_flaws: vec![BuildFlaw { step: 2, kind: BuildFlawKind::IndexUpdateAlone }],
            ..Image::default()
        }
    );
}

#[test]
fn docker_29_a_privileged_container_that_never_ran() {
    let json = include_bytes!("fixtures/docker-29-created-privileged.json");
    let reading = read_container(json, None, &key()).expect("a container");
    assert_eq!((reading.runtime.state, reading.runtime.started_at), (State::Created, None));
    let bind = |source: &str, destination: &str| Mount {
        kind: MountKind::Bind,
        source: source.into(),
        destination: destination.into(),
        ..Mount::default()
    };
    assert_eq!(
        reading.facts,
        Container {
            image_reference: format!("registry.example.net:5000/ops/agent@sha256:{}", "5".repeat(64)),
            image_id: format!("sha256:{}", "4".repeat(64)),
            supplementary_groups: names(&["0", "docker"]),
            privileged: true,
            security: Security {
                selinux: SeLinux::Disabled,
                masked_paths: PathMask::Null,
                readonly_paths: PathMask::Null,
                writable_cgroups: true,
                ..Security::default()
            },
            namespaces: Namespaces {
                pid: NamespaceMode::Host,
                ipc: NamespaceMode::Host,
                uts: NamespaceMode::Host,
                user: NamespaceMode::Host,
                cgroup: NamespaceMode::Host,
            },
            network_mode: NetworkMode::Host,
            networks: vec![Attachment { network: "host".into() }],
            mounts: vec![bind("/", "/host"), bind("/var/run/docker.sock", "/var/run/docker.sock")],
            devices: vec![Device {
                host_path: "/dev/sda".into(),
                container_path: "/dev/sda".into(),
                permissions: "rwm".into(),
            }],
            device_requests: vec![DeviceRequest { driver: String::new(), capabilities: names(&["gpu"]) }],
            device_cgroup_rules: names(&["c 10:200 rwm"]),
            sysctls: BTreeMap::from([("net.ipv4.ip_forward".into(), "1".into())]),
            resources: Resources { cgroup_parent: "/custom".into(), ..Resources::default() },
            restart_policy: RestartPolicy::Always,
            program: "/agent".into(),
            oci_runtime: "runc".into(),
            ..Container::default()
        }
    );
}

#[test]
fn podman_4_by_its_compatible_api() {
    let json = include_bytes!("fixtures/podman-4-compatible.json");
    let facts = read_container(json, None, &key()).expect("a container").facts;
    assert_eq!(facts.network_mode, NetworkMode::DefaultBridge);
    assert_eq!(facts.restart_policy, RestartPolicy::No);
    assert_eq!(facts.cap_drop, names(&["CHOWN"]));
    assert_eq!(facts.resources.pids, Some(2048));
    assert_eq!(facts.program, "nginx");
    assert_eq!(
        facts.security,
        Security { apparmor: AppArmor::Profile("containers-default-0.50.1".into()), ..Security::default() },
        "null masked paths are Podman's way to say nothing"
    );
    assert_eq!(facts.mounts.len(), 1);
    assert!(facts.mounts[0].read_only);
}

#[test]
fn podman_5_by_its_own_inspect() {
    let document =
        read_inspect_document(include_bytes!("fixtures/podman-5-inspect.json"), &key()).expect("a document");
    let (container, image) = (&document.containers[0], &document.images[0]);
    assert_eq!(container.facts.image_id, image.facts.id);
    assert_eq!(container.runtime.state, State::Exited);
    assert_eq!(container.facts.environment, [variable("container", ValueKind::Plain, Origin::Image)]);
    assert_eq!(container.facts.network_mode, NetworkMode::Custom("pasta".into()));
    assert_eq!(container.facts.resources.pids, None);
    assert_eq!(container.facts.program, "/usr/bin/worker");
    assert_eq!(
        container.facts.security,
        Security {
            seccomp: Seccomp::Unconfined,
            selinux: SeLinux::Label("type:spc_t".into()),
            masked_paths: PathMask::Empty,
            readonly_paths: PathMask::Empty,
            reported_capabilities: Some(CapabilitySets {
                effective: names(&["SYS_TIME"]),
                bounding: names(&["CHOWN", "SYS_TIME"]),
            }),
            ..Security::default()
        }
    );
}
