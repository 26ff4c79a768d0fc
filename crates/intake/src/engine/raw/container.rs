use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{List, OneOrMany, Pairs, Text};

/// `GET /containers/{id}/json`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Inspect<'a> {
    #[serde(borrow)]
    pub id: Option<Text<'a>>,
    pub name: Option<Text<'a>>,
    pub created: Option<Text<'a>>,
    pub path: Option<Text<'a>>,
    pub image: Option<Text<'a>>,
    pub restart_count: Option<i64>,
    pub state: Option<State<'a>>,
    pub app_armor_profile: Option<Text<'a>>,
    pub config: Option<Config<'a>>,
    pub host_config: Option<HostConfig<'a>>,
    pub mounts: Option<List<MountPoint<'a>>>,
    pub network_settings: Option<NetworkSettings<'a>>,
    /// Podman only, as [`Self::bounding_caps`].
    pub effective_caps: Option<List<Text<'a>>>,
    pub bounding_caps: Option<List<Text<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct State<'a> {
    #[serde(borrow)]
    pub status: Option<Text<'a>>,
    pub running: Option<bool>,
    pub started_at: Option<Text<'a>>,
    pub health: Option<Health<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Health<'a> {
    #[serde(borrow)]
    pub status: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Config<'a> {
    #[serde(borrow)]
    pub image: Option<Text<'a>>,
    pub user: Option<Text<'a>>,
    pub env: Option<List<Text<'a>>>,
    pub cmd: Option<OneOrMany<'a>>,
    pub entrypoint: Option<OneOrMany<'a>>,
    pub labels: Option<Pairs<'a, Option<Text<'a>>>>,
    pub exposed_ports: Option<Pairs<'a, IgnoredAny>>,
    pub healthcheck: Option<HealthCheck<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct HealthCheck<'a> {
    #[serde(borrow)]
    pub test: Option<List<Text<'a>>>,
}

impl HealthCheck<'_> {
    /// `["NONE"]` switches the image's check off.
    pub fn is_set(&self) -> bool {
        self.test
            .as_ref()
            .and_then(|test| test.as_slice().first())
            .is_some_and(|first| !matches!(first.expose(), "" | "NONE"))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct HostConfig<'a> {
    #[serde(borrow)]
    pub binds: Option<List<Text<'a>>>,
    pub mounts: Option<List<MountSpec<'a>>>,
    pub tmpfs: Option<Pairs<'a, IgnoredAny>>,
    pub volumes_from: Option<List<Text<'a>>>,
    pub network_mode: Option<Text<'a>>,
    pub port_bindings: Option<Pairs<'a, Option<List<PortBinding<'a>>>>>,
    pub publish_all_ports: Option<bool>,
    pub restart_policy: Option<Restart<'a>>,
    pub cap_add: Option<List<Text<'a>>>,
    pub cap_drop: Option<List<Text<'a>>>,
    pub group_add: Option<List<Text<'a>>>,
    pub pid_mode: Option<Text<'a>>,
    pub ipc_mode: Option<Text<'a>>,
    #[serde(rename = "UTSMode")]
    pub uts_mode: Option<Text<'a>>,
    pub userns_mode: Option<Text<'a>>,
    /// Podman's own inspect says `CgroupMode`.
    #[serde(alias = "CgroupMode")]
    pub cgroupns_mode: Option<Text<'a>>,
    pub privileged: Option<bool>,
    pub readonly_rootfs: Option<bool>,
    pub security_opt: Option<List<Text<'a>>>,
    pub masked_paths: Option<List<IgnoredAny>>,
    pub readonly_paths: Option<List<IgnoredAny>>,
    pub sysctls: Option<Pairs<'a, Text<'a>>>,
    pub runtime: Option<Text<'a>>,
    pub devices: Option<List<Device<'a>>>,
    pub device_requests: Option<List<DeviceRequest<'a>>>,
    pub device_cgroup_rules: Option<List<Text<'a>>>,
    pub memory: Option<i64>,
    pub nano_cpus: Option<i64>,
    pub cpu_shares: Option<i64>,
    pub cpu_quota: Option<i64>,
    pub pids_limit: Option<i64>,
    pub oom_kill_disable: Option<bool>,
    pub cgroup_parent: Option<Text<'a>>,
    pub ulimits: Option<List<IgnoredAny>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Restart<'a> {
    #[serde(borrow)]
    pub name: Option<Text<'a>>,
    pub maximum_retry_count: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PortBinding<'a> {
    #[serde(borrow)]
    pub host_ip: Option<Text<'a>>,
    pub host_port: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Device<'a> {
    #[serde(borrow)]
    pub path_on_host: Option<Text<'a>>,
    pub path_in_container: Option<Text<'a>>,
    pub cgroup_permissions: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeviceRequest<'a> {
    #[serde(borrow)]
    pub driver: Option<Text<'a>>,
    #[serde(rename = "DeviceIDs")]
    pub device_ids: Option<List<Text<'a>>>,
    pub capabilities: Option<List<List<Text<'a>>>>,
}

/// An entry of `Mounts`: what the engine made of the request.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MountPoint<'a> {
    #[serde(borrow, rename = "Type")]
    pub kind: Option<Text<'a>>,
    pub name: Option<Text<'a>>,
    pub source: Option<Text<'a>>,
    pub destination: Option<Text<'a>>,
    #[serde(rename = "RW")]
    pub writable: Option<bool>,
    pub propagation: Option<Text<'a>>,
}

/// An entry of `HostConfig.Mounts`: what was asked for.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MountSpec<'a> {
    #[serde(borrow, rename = "Type")]
    pub kind: Option<Text<'a>>,
    pub source: Option<Text<'a>>,
    pub target: Option<Text<'a>>,
    pub read_only: Option<bool>,
    pub bind_options: Option<BindOptions<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BindOptions<'a> {
    #[serde(borrow)]
    pub propagation: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct NetworkSettings<'a> {
    #[serde(borrow)]
    pub networks: Option<Pairs<'a, Option<Endpoint<'a>>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Endpoint<'a> {
    #[serde(borrow, rename = "NetworkID")]
    pub network_id: Option<Text<'a>>,
}

/// An entry of `GET /containers/json`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Listed<'a> {
    #[serde(borrow)]
    pub id: Option<Text<'a>>,
    pub names: Option<List<Text<'a>>>,
    pub image: Option<Text<'a>>,
    #[serde(rename = "ImageID")]
    pub image_id: Option<Text<'a>>,
    pub state: Option<Text<'a>>,
}
