//! The normalised, redacted description of a container, an image and a host at one moment.
//!
//! Pure data. Contains no secret value, and nothing that could be one. Defaults are omitted when serialised, so
//! that a new field does not change the content address of old facts.

mod container;
mod environment;
mod host;
mod image;
mod mount;
mod network;
mod runtime;
mod security;

pub use container::{Container, Device, DeviceRequest, Resources, RestartPolicy};
pub use environment::{CredentialKind, Origin, ValueKind, Variable};
pub use host::{Confinement, EngineKind, Host, Listener};
pub use image::Image;
pub use mount::{Mount, MountKind, Propagation};
pub use network::{Attachment, NetworkMode, PublishedPort, Transport};
pub use runtime::{Runtime, State};
pub use security::{
    AppArmor, CapabilitySets, NamespaceMode, Namespaces, PathMask, SeLinux, Seccomp, Security,
};

pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// What neighbours share with a container; computed once per scan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Surroundings {
    /// The tags in use on the host now, by image reference as configured: the image id each points to.
    /// Holds only what this container needs: its own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag_points_to: Option<String>,
    /// Whether the image the container was created from still exists on the host.
    #[serde(default, skip_serializing_if = "is_default")]
    pub image_missing: bool,
    /// The host's images could not be listed: that no image has the container's tag says nothing.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tags_not_read: bool,
    /// The host's volumes could not be listed: any named volume may be a bind mount.
    #[serde(default, skip_serializing_if = "is_default")]
    pub volumes_not_read: bool,
}
