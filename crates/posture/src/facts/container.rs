use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Attachment, Disclosure, Mount, Namespaces, NetworkMode, PublishedPort, Security, Variable, is_default,
};

/// How one container is configured. Replicas with the same configuration share one value of this.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Container {
    /// As configured: `nginx:1.27`, `ghcr.io/acme/api@sha256:…`.
    pub image_reference: String,
    /// Engine's id of the image, `sha256:…`.
    pub image_id: String,
    /// The container's own `user`, `uid`, `uid:gid` or name; `None` leaves it to the image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub supplementary_groups: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub privileged: bool,
    /// Upper case, without `CAP_`, sorted, without repeats; may hold `ALL`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cap_add: Vec<String>,
    /// As [`Self::cap_add`].
    #[serde(default, skip_serializing_if = "is_default")]
    pub cap_drop: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub security: Security,
    #[serde(default, skip_serializing_if = "is_default")]
    pub namespaces: Namespaces,
    #[serde(default, skip_serializing_if = "is_default")]
    pub network_mode: NetworkMode,
    #[serde(default, skip_serializing_if = "is_default")]
    pub networks: Vec<Attachment>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub published_ports: Vec<PublishedPort>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub publish_all_ports: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub mounts: Vec<Mount>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub read_only_root: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub volumes_from: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub devices: Vec<Device>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub device_requests: Vec<DeviceRequest>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub device_cgroup_rules: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub sysctls: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub resources: Resources,
    #[serde(default, skip_serializing_if = "is_default")]
    pub restart_policy: RestartPolicy,
    /// Container and image environment together, sorted by name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub environment: Vec<Variable>,
    /// First word of the entrypoint or command; arguments are not kept.
    #[serde(default, skip_serializing_if = "is_default")]
    pub program: String,
    /// Entrypoint or command start an SSH server.
    #[serde(default, skip_serializing_if = "is_default")]
    pub runs_ssh_server: bool,
    /// Credentials in command, entrypoint, health check and labels. Sorted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub disclosures: Vec<Disclosure>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub health_check: bool,
    /// Values only of keys on the allow-list (Compose, Swarm, Kubernetes, OCI annotations); else keys alone.
    #[serde(default, skip_serializing_if = "is_default")]
    pub labels: BTreeMap<String, Option<String>>,
    /// Runtime such as `runc`, `runsc`, `kata`; empty is the engine's default.
    #[serde(default, skip_serializing_if = "is_default")]
    pub oci_runtime: String,
}

/// A host device handed to the container.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Device {
    pub host_path: String,
    pub container_path: String,
    /// Some of `r`, `w`, `m`.
    pub permissions: String,
}

/// A device asked for by driver and capability, such as a GPU.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DeviceRequest {
    pub driver: String,
    pub capabilities: Vec<String>,
}

impl DeviceRequest {
    /// The driver, else what it must be capable of.
    pub fn name(&self) -> String {
        if self.driver.is_empty() { self.capabilities.join(",") } else { self.driver.clone() }
    }
}

/// Limits; 0 and `None` mean unlimited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resources {
    #[serde(default, skip_serializing_if = "is_default")]
    pub memory_bytes: u64,
    #[serde(default, skip_serializing_if = "is_default")]
    pub nano_cpus: u64,
    #[serde(default, skip_serializing_if = "is_default")]
    pub cpu_shares: u64,
    /// Microseconds per period.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cpu_quota_us: u64,
    /// `None` for null, 0 and -1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pids: Option<u64>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub oom_kill_disabled: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub cgroup_parent: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub ulimits_set: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RestartPolicy {
    #[default]
    No,
    Always,
    UnlessStopped,
    OnFailure {
        /// 0 is unbounded.
        max_tries: u32,
    },
}
