use serde::{Deserialize, Serialize};

use super::is_default;

/// What confines the container, as configured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Security {
    #[serde(default, skip_serializing_if = "is_default")]
    pub seccomp: Seccomp,
    #[serde(default, skip_serializing_if = "is_default")]
    pub apparmor: AppArmor,
    #[serde(default, skip_serializing_if = "is_default")]
    pub selinux: SeLinux,
    /// `None` where neither container nor engine says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_new_privileges: Option<bool>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub masked_paths: PathMask,
    #[serde(default, skip_serializing_if = "is_default")]
    pub readonly_paths: PathMask,
    /// Podman reports the sets itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_capabilities: Option<CapabilitySets>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub writable_cgroups: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seccomp {
    /// The daemon's default.
    #[default]
    Default,
    Custom,
    Unconfined,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppArmor {
    /// Nothing said: no AppArmor on the host, or the container was never started.
    #[default]
    Unset,
    Profile(String),
    Unconfined,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeLinux {
    #[default]
    Default,
    Label(String),
    Disabled,
}

/// System paths hidden from, or read-only in, the container.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PathMask {
    /// Some paths; the lists grow with versions and are never compared.
    #[default]
    Set,
    /// An empty list: nothing is masked (`systempaths=unconfined`).
    Empty,
    /// Null: privileged.
    Null,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapabilitySets {
    pub effective: Vec<String>,
    pub bounding: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Namespaces {
    #[serde(default, skip_serializing_if = "is_default")]
    pub pid: NamespaceMode,
    #[serde(default, skip_serializing_if = "is_default")]
    pub ipc: NamespaceMode,
    #[serde(default, skip_serializing_if = "is_default")]
    pub uts: NamespaceMode,
    #[serde(default, skip_serializing_if = "is_default")]
    pub user: NamespaceMode,
    #[serde(default, skip_serializing_if = "is_default")]
    pub cgroup: NamespaceMode,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamespaceMode {
    /// Its own, or the engine's default.
    #[default]
    Private,
    Host,
    /// Another container's.
    Container,
    /// May be joined by others (`ipc=shareable`).
    Shareable,
}
