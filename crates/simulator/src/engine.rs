use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{Chance, Container, Image, Spec, State, catalogue};

/// Of the engine, unless it is set otherwise.
const VERSION: &str = "29.0.1";

/// What one engine knows, as data. Nothing here serves; see [`crate::Served`].
#[derive(Clone, Debug)]
pub struct Engine {
    pub id: String,
    /// The machine's name.
    pub name: String,
    /// The engine's clock; it stands still until someone advances it.
    pub now: DateTime<Utc>,
    pub version: String,
    pub api_version: String,
    /// Versions of what the engine is made of.
    pub containerd: String,
    pub runc: String,
    pub kernel: String,
    pub cgroup_version: u8,
    /// `SecurityOptions` of `/info`.
    pub security_options: Vec<String>,
    pub insecure_registries: Vec<String>,
    pub live_restore: bool,
    pub default_bridge_icc: bool,
    pub containers: Vec<Container>,
    pub images: Vec<Image>,
    pub networks: Vec<Network>,
    pub volumes: Vec<Volume>,
    /// Ids of containers and images that are listed and, when asked for, not there: as some filtering proxies answer.
    pub denied: Vec<String>,
    chance: Chance,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    pub id: String,
    pub name: String,
    pub driver: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    pub name: String,
    pub options: BTreeMap<String, String>,
}

impl Engine {
    /// An engine without containers, of Docker 29 on Debian 12.
    pub fn new(seed: u64, name: &str, now: DateTime<Utc>) -> Self {
        let mut chance = Chance::named(seed, name);
        let networks = ["bridge", "host", "none"].map(|driver| Network {
            id: chance.hex(64),
            name: driver.into(),
            driver: if driver == "none" { "null".into() } else { driver.into() },
        });
        Self {
            id: chance.uuid(),
            name: name.into(),
            now,
            version: VERSION.into(),
            api_version: "1.52".into(),
            containerd: "2.1.5".into(),
            runc: "1.3.3".into(),
            kernel: "6.1.0-28-amd64".into(),
            cgroup_version: 2,
            security_options: ["name=apparmor", "name=seccomp,profile=builtin", "name=cgroupns"]
                .map(String::from)
                .to_vec(),
            insecure_registries: Vec::new(),
            live_restore: false,
            default_bridge_icc: true,
            containers: Vec::new(),
            images: Vec::new(),
            networks: networks.to_vec(),
            volumes: Vec::new(),
            denied: Vec::new(),
            chance,
        }
    }

    /// One that nobody updated for two years: Docker 27, with a runc that is known to leak.
    #[must_use]
    pub fn outdated(mut self) -> Self {
        (self.version, self.api_version) = ("27.5.1".into(), "1.47".into());
        (self.containerd, self.runc) = ("1.7.25".into(), "1.2.4".into());
        self
    }

    /// Pulls the image where it is not there, creates networks and volumes that `spec` names, and starts a
    /// container. Returns its id.
    pub fn run(&mut self, name: &str, spec: Spec) -> String {
        let image_id = self.pull(&spec.image);
        self.run_from(name, spec, &image_id)
    }

    /// As [`Self::run`], from an image that the engine has.
    pub fn run_from(&mut self, name: &str, spec: Spec, image_id: &str) -> String {
        self.provide_networks_and_volumes(&spec);
        let container = Container {
            id: self.chance.hex(64),
            name: name.into(),
            image_id: image_id.into(),
            created_at: self.now,
            started_at: Some(self.now),
            state: State::Running,
            restart_count: 0,
            unhealthy: false,
            spec,
        };
        let id = container.id.clone();
        self.containers.push(container);
        id
    }

    /// As [`Self::run`], and not started.
    pub fn create(&mut self, name: &str, spec: Spec) -> String {
        let id = self.run(name, spec);
        let container = self.container_mut(&id).expect("just created");
        container.started_at = None;
        container.state = State::Created;
        id
    }

    /// Id of the image that `reference` names; made after the catalogue where the engine has none.
    pub fn pull(&mut self, reference: &str) -> String {
        if let Some(image) = self.image(reference) {
            return image.id.clone();
        }
        let image = catalogue::image(reference, self.now, &mut self.chance);
        let id = image.id.clone();
        self.images.push(image);
        id
    }

    /// Takes an image as it is; its tags point to it from now on.
    pub fn load(&mut self, image: &Image) {
        for other in self.images.iter_mut().filter(|other| other.id != image.id) {
            other.tags.retain(|tag| !image.tags.contains(tag));
        }
        match self.images.iter_mut().find(|known| known.id == image.id) {
            Some(known) => {
                let missing = image.tags.iter().filter(|tag| !known.tags.contains(tag)).cloned();
                known.tags.extend(missing.collect::<Vec<_>>());
            }
            None => self.images.push(image.clone()),
        }
    }

    /// Deletes images that no container was created from and no container's configuration names.
    pub fn prune(&mut self) {
        let containers = &self.containers;
        self.images.retain(|image| {
            let named = |spec: &Spec| image.tags.iter().any(|tag| spec.image.starts_with(tag.as_str()));
            containers.iter().any(|container| container.image_id == image.id || named(&container.spec))
        });
    }

    /// A new image behind `reference`; the old one loses the tag and stays. Returns the new id.
    pub fn pull_newer(&mut self, reference: &str) -> String {
        for image in &mut self.images {
            image.tags.retain(|tag| tag != reference);
        }
        let mut image = catalogue::image(reference, self.now, &mut self.chance);
        image.created_at = self.now;
        let id = image.id.clone();
        self.images.push(image);
        id
    }

    /// The same container again under another id, as `docker compose up --force-recreate` does. Returns the new id.
    ///
    /// `None`: no container has this name.
    pub fn redeploy(&mut self, name: &str) -> Option<String> {
        let place = self.containers.iter().position(|container| container.name == name)?;
        let old = self.containers.remove(place);
        Some(self.run(name, old.spec))
    }

    /// A container whose configuration somebody changes: created again with `change` applied. Returns the new id.
    ///
    /// `None`: no container has this name.
    pub fn drift(&mut self, name: &str, change: impl FnOnce(&mut Spec)) -> Option<String> {
        let container = self.containers.iter_mut().find(|container| container.name == name)?;
        change(&mut container.spec);
        self.redeploy(name)
    }

    pub fn remove(&mut self, name: &str) {
        self.containers.retain(|container| container.name != name);
    }

    pub fn advance(&mut self, by: TimeDelta) {
        self.now += by;
    }

    pub fn container(&self, id_or_name: &str) -> Option<&Container> {
        self.containers.iter().find(|container| container.id == id_or_name || container.name == id_or_name)
    }

    pub fn container_mut(&mut self, id_or_name: &str) -> Option<&mut Container> {
        self.containers
            .iter_mut()
            .find(|container| container.id == id_or_name || container.name == id_or_name)
    }

    /// By id, tag or digest; a name without a tag means `latest`, and beside a digest the tag means nothing.
    pub fn image(&self, reference: &str) -> Option<&Image> {
        let latest = format!("{reference}:latest");
        let digest = reference.split_once('@').map(|(_, digest)| digest);
        self.images.iter().find(|image| {
            image.id == reference
                || image.tags.iter().any(|tag| *tag == reference || *tag == latest)
                || digest.is_some_and(|digest| image.digests.iter().any(|known| known.ends_with(digest)))
        })
    }

    pub(crate) fn network_id(&self, name: &str) -> &str {
        self.networks.iter().find(|network| network.name == name).map_or("", |network| &network.id)
    }

    fn provide_networks_and_volumes(&mut self, spec: &Spec) {
        let network = &spec.host.network;
        let known = network.is_empty() || self.networks.iter().any(|known| known.name == *network);
        if !known && !network.starts_with("container:") {
            let id = self.chance.hex(64);
            self.networks.push(Network { id, name: network.clone(), driver: "bridge".into() });
        }
        for bind in &spec.host.binds {
            let source = bind.split(':').next().unwrap_or_default();
            if !source.starts_with('/') && !self.volumes.iter().any(|volume| volume.name == source) {
                self.volumes.push(Volume { name: source.into(), options: BTreeMap::new() });
            }
        }
    }
}
