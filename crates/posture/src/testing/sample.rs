use std::borrow::Cow;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::container::IMAGE_ID;
use super::now;
use crate::Policy;
use crate::facts::{
    AppArmor, Confinement, Container, Device, Disclosure, Host, Image, Mount, MountKind, NetworkMode, Origin,
    Place, PublishedPort, Runtime, State, Surroundings, Transport, ValueKind, Variable,
};
use crate::fix::{Change, Facts};

/// One container with all that surrounds it.
#[derive(Clone, Debug)]
#[must_use]
pub struct Sample {
    pub container: Container,
    pub runtime: Runtime,
    pub image: Option<Image>,
    pub host: Host,
    pub surroundings: Surroundings,
    pub policy: Policy,
    pub now: DateTime<Utc>,
}

const DIGEST: &str = "sha256:1111111111111111111111111111111111111111111111111111111111111111";

/// `docker run nginx:latest`, ten days after the image was built, on a host with AppArmor.
pub fn plain() -> Sample {
    let now = now();
    let mut container = Container {
        image_reference: "nginx:latest".into(),
        image_id: IMAGE_ID.into(),
        program: "nginx".into(),
        ..Container::default()
    };
    container.security.apparmor = AppArmor::Profile("docker-default".into());
    Sample {
        container,
        runtime: Runtime {
            state: State::Running,
            created_at: Some(now - TimeDelta::days(1)),
            started_at: Some(now - TimeDelta::days(1)),
            ..Runtime::default()
        },
        image: Some(Image {
            id: IMAGE_ID.into(),
            repo_digests: vec![format!("nginx@{DIGEST}")],
            created_at: Some(now - TimeDelta::days(10)),
            ..Image::default()
        }),
        host: host(),
        surroundings: Surroundings::default(),
        policy: Policy::default(),
        now,
    }
}

/// A Docker host that remaps no user, so that root is root, and has no other finding.
fn host() -> Host {
    Host {
        engine_id: "engine".into(),
        name: "host".into(),
        engine_version: "29.0.0".into(),
        cgroup_version: Some(2),
        confinement: Confinement {
            apparmor: Some(true),
            selinux: Some(false),
            seccomp: Some(true),
            seccomp_default_unconfined: Some(false),
            seccomp_default_custom: false,
            user_namespaces: Some(false),
            no_new_privileges_default: Some(false),
        },
        live_restore: Some(true),
        experimental: Some(false),
        storage_driver: "overlay2".into(),
        logging_driver: "syslog".into(),
        authorization_plugins: Some(vec!["authz".into()]),
        default_bridge_icc: Some(false),
        ..Host::default()
    }
}

/// A container without any finding: pinned, not root, nothing kept, limited, on a network of its own.
pub fn hardened() -> Sample {
    plain().named(&format!("nginx:1.29@{DIGEST}")).user("101").container(|c| {
        c.security.no_new_privileges = Some(true);
        c.cap_drop = vec!["ALL".into()];
        c.read_only_root = true;
        c.network_mode = NetworkMode::Custom("shop".into());
        c.resources.memory_bytes = 256 << 20;
        c.resources.nano_cpus = 500_000_000;
        c.resources.pids = Some(100);
        c.resources.ulimits_set = true;
        c.health_check = true;
    })
}

/// A hardened container on a host without any finding: users are remapped there, and no-new-privileges is the default.
pub fn hardened_host() -> Sample {
    hardened().host(|h| {
        h.confinement.user_namespaces = Some(true);
        h.confinement.no_new_privileges_default = Some(true);
    })
}

/// Any facts, judged by the default policy, which asks one publisher for signatures; in one of ten cases the image could
/// not be read.
pub fn sample() -> impl Strategy<Value = Sample> {
    let image = proptest::option::weighted(0.9, super::image());
    (super::container(), super::runtime(), image, super::host(), super::surroundings()).prop_map(
        |(container, runtime, image, host, surroundings)| Sample {
            container,
            runtime,
            image,
            host,
            surroundings,
            policy: Policy { signed: vec!["docker.io/acme".into()], ..Policy::default() },
            now: now(),
        },
    )
}

impl Sample {
    /// As a fix would leave it.
    pub fn changed(&self, change: &Change) -> Self {
        let Facts { container, runtime, image, host, surroundings } =
            change.apply(&Facts::from(self.subject()));
        Self {
            container: container.into_owned(),
            runtime: runtime.into_owned(),
            image: image.map(Cow::into_owned),
            host: host.into_owned(),
            surroundings: surroundings.into_owned(),
            ..self.clone()
        }
    }

    pub fn container(mut self, change: impl FnOnce(&mut Container)) -> Self {
        change(&mut self.container);
        self
    }

    pub fn runtime(mut self, change: impl FnOnce(&mut Runtime)) -> Self {
        change(&mut self.runtime);
        self
    }

    /// Changes nothing where there is no image.
    pub fn image(mut self, change: impl FnOnce(&mut Image)) -> Self {
        self.image.as_mut().map(change);
        self
    }

    pub fn without_image(mut self) -> Self {
        self.image = None;
        self
    }

    pub fn host(mut self, change: impl FnOnce(&mut Host)) -> Self {
        change(&mut self.host);
        self
    }

    pub fn surroundings(mut self, change: impl FnOnce(&mut Surroundings)) -> Self {
        change(&mut self.surroundings);
        self
    }

    pub fn policy(mut self, change: impl FnOnce(&mut Policy)) -> Self {
        change(&mut self.policy);
        self
    }

    pub fn named(self, reference: &str) -> Self {
        self.container(|c| c.image_reference = reference.into())
    }

    pub fn user(self, user: &str) -> Self {
        self.container(|c| c.user = Some(user.into()))
    }

    pub fn root(self) -> Self {
        self.user("root")
    }

    pub fn privileged(self) -> Self {
        self.container(|c| c.privileged = true)
    }

    pub fn cap_add(self, name: &str) -> Self {
        self.container(|c| c.cap_add.push(name.into()))
    }

    pub fn bind(self, source: &str, destination: &str) -> Self {
        self.mount(MountKind::Bind, source, destination, false)
    }

    pub fn bind_read_only(self, source: &str, destination: &str) -> Self {
        self.mount(MountKind::Bind, source, destination, true)
    }

    pub fn volume(self, name: &str, destination: &str) -> Self {
        self.mount(MountKind::Volume, name, destination, false)
    }

    fn mount(self, kind: MountKind, source: &str, destination: &str, read_only: bool) -> Self {
        let mount = Mount {
            kind,
            source: source.into(),
            destination: destination.into(),
            read_only,
            ..Mount::default()
        };
        self.container(|c| c.mounts.push(mount))
    }

    /// Set by the container itself.
    pub fn env(self, name: &str, kind: ValueKind) -> Self {
        let variable = Variable { name: name.into(), kind, origin: Origin::Container };
        self.container(|c| c.environment.push(variable))
    }

    /// In the container's command, entrypoint, health check or labels.
    pub fn discloses(self, place: Place, name: &str, kind: ValueKind) -> Self {
        let disclosure = Disclosure { place, name: name.into(), kind };
        self.container(|c| c.disclosures.push(disclosure))
    }

    /// With this build history, oldest first. Changes nothing where there is no image.
    pub fn built(self, instructions: &[&str]) -> Self {
        let history = instructions.iter().copied().map(String::from).collect();
        self.image(|i| i.history = Some(history))
    }

    /// TCP; an empty address is every interface, host port 0 is picked by the engine.
    pub fn publish(self, address: &str, host_port: u16, container_port: u16) -> Self {
        let port = PublishedPort {
            container_port,
            transport: Transport::Tcp,
            host_port: Some(host_port).filter(|port| *port > 0),
            host_address: address.into(),
        };
        self.container(|c| c.published_ports.push(port))
    }

    pub fn device(self, path: &str) -> Self {
        let device =
            Device { host_path: path.into(), container_path: path.into(), permissions: "rwm".into() };
        self.container(|c| c.devices.push(device))
    }
}
