use serde::{Deserialize, Serialize};

use super::is_default;

/// A container engine and the machine below it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// The engine's own id; a change of it is a clash.
    pub engine_id: String,
    /// The machine's name as the engine gives it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub engine: EngineKind,
    #[serde(default, skip_serializing_if = "is_default")]
    pub engine_version: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub api_version: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub os: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub architecture: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub kernel_version: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub storage_driver: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub logging_driver: String,
    /// 1 or 2; `None` where the engine does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cgroup_version: Option<u8>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub confinement: Confinement,
    #[serde(default, skip_serializing_if = "is_default")]
    pub rootless: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live_restore: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experimental: Option<bool>,
    /// Registries the engine talks to without TLS, other than loopback.
    #[serde(default, skip_serializing_if = "is_default")]
    pub insecure_registries: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub swarm_active: bool,
    /// The engine manages a swarm of which it is the only node.
    #[serde(default, skip_serializing_if = "is_default")]
    pub swarm_alone: bool,
    /// A kubelet runs its pods on this engine.
    #[serde(default, skip_serializing_if = "is_default")]
    pub runs_pods: bool,
    /// A task of a Swarm service is among its containers.
    #[serde(default, skip_serializing_if = "is_default")]
    pub runs_services: bool,
    /// `enable_icc` of the default bridge; `None`: networks were not read, or there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_bridge_icc: Option<bool>,
    /// Networks were read, and no default bridge was among them (Podman, `--bridge none`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub no_default_bridge: bool,
    /// `/info` was asked for and could not be read: that the engine is rootless, in a swarm, open or talks to insecure
    /// registries is then not known, whatever stands here.
    #[serde(default, skip_serializing_if = "is_default")]
    pub info_unread: bool,
    /// How the engine's API can be reached.
    #[serde(default, skip_serializing_if = "is_default")]
    pub listener: Listener,
    /// Name and version: `runc`, `containerd`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub components: Vec<(String, String)>,
    /// Plugins that are asked whether a request may pass; `None`: the engine does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_plugins: Option<Vec<String>>,
    /// Containers that do not run, and images of which there is no container, in whole tens: one more or less changes
    /// no facts. `None`: not counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_containers: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unused_images: Option<u32>,
    /// What only an agent on the host can read. `None`: there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daemon: Option<DaemonFile>,
}

/// Settings of the engine that its API does not tell. Each `None` is not set, so the engine's default applies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaemonFile {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub userland_proxy: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iptables: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_level: Option<String>,
}

/// What the machine offers to confine containers; `None`: the engine does not say, or was not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apparmor: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selinux: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seccomp: Option<bool>,
    /// The daemon's own default profile is `unconfined`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seccomp_default_unconfined: Option<bool>,
    /// The daemon's own default profile is another than the one it comes with.
    #[serde(default, skip_serializing_if = "is_default")]
    pub seccomp_default_custom: bool,
    /// User-namespace remap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_namespaces: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_new_privileges_default: Option<bool>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EngineKind {
    #[default]
    Docker,
    Podman,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Listener {
    #[default]
    UnixOnly,
    /// TCP with client certificates.
    MutualTls,
    /// TCP that anyone may use.
    PlainTcp,
}
