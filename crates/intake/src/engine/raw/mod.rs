//! What the Docker Engine API answers, field by field as far as facts need it. Nothing here leaves the crate, and
//! nothing can be printed or serialised.

mod collection;
mod container;
mod daemon;
mod image;

pub(super) use collection::{List, OneOrMany, Pairs};
pub(super) use container::{
    Config, Device, DeviceRequest, Endpoint, HealthCheck, HostConfig, Inspect, Listed, MountPoint, MountSpec,
    NetworkSettings, PortBinding, Restart,
};
pub(super) use daemon::{Component, IndexConfig, Info, Network, Swarm, Version, Volume, VolumeList};
pub(super) use image::{HistoryEntry, Image, ImageConfig, ListedImage};

pub(super) use crate::secret::SecretText as Text;
