//! The normalised, redacted description of a container, an image and a host at one moment.
//!
//! Pure data. Contains no secret value, and nothing that could be one. Defaults are omitted when serialised, so
//! that a new field does not change the content address of old facts.

mod build;
mod container;
mod disclosure;
mod environment;
mod host;
mod image;
mod mount;
mod network;
mod registry;
mod runtime;
mod scanner;
mod security;

pub use build::{BuildFlaw, BuildFlawKind};
pub use container::{Container, Device, DeviceRequest, Resources, RestartPolicy};
pub use disclosure::{Disclosure, Place};
pub use environment::{CredentialKind, Origin, ValueKind, Variable};
pub use host::{Confinement, DaemonFile, EngineKind, Host, Listener};
pub use image::{Image, OsRelease};
pub use mount::{Mount, MountKind, Propagation};
pub use network::{Attachment, NetworkMode, PublishedPort, Transport};
pub use registry::{Registry, RegistrySilence, Signature};
pub use runtime::{Exec, Runtime, State};
pub use scanner::{ScannerReport, Vulnerability};
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
    /// What holds a secret that another workload has too: variables, and places as [`Disclosure::subject`] names them.
    #[serde(default, skip_serializing_if = "is_default")]
    pub shared_secrets: Vec<String>,
    /// Destinations of writable mounts whose source a workload of another project has mounted too.
    #[serde(default, skip_serializing_if = "is_default")]
    pub shared_mounts: Vec<String>,
    /// What the registry has for the container's tag now. `None`: nobody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registry: Option<Registry>,
}
