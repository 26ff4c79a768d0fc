use serde::Deserialize;

use super::{List, Pairs, Text};

/// `GET /info`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Info<'a> {
    #[serde(borrow, rename = "ID")]
    pub id: Option<Text<'a>>,
    pub name: Option<Text<'a>>,
    pub server_version: Option<Text<'a>>,
    pub operating_system: Option<Text<'a>>,
    pub architecture: Option<Text<'a>>,
    pub kernel_version: Option<Text<'a>>,
    pub driver: Option<Text<'a>>,
    pub logging_driver: Option<Text<'a>>,
    pub cgroup_version: Option<Text<'a>>,
    pub security_options: Option<List<Text<'a>>>,
    pub live_restore_enabled: Option<bool>,
    pub experimental_build: Option<bool>,
    pub registry_config: Option<RegistryConfig<'a>>,
    pub swarm: Option<Swarm<'a>>,
    pub warnings: Option<List<Text<'a>>>,
    pub plugins: Option<Plugins<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Plugins<'a> {
    #[serde(borrow)]
    pub authorization: Option<List<Text<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RegistryConfig<'a> {
    #[serde(borrow, rename = "InsecureRegistryCIDRs")]
    pub insecure_registry_cidrs: Option<List<Text<'a>>>,
    pub index_configs: Option<Pairs<'a, Option<IndexConfig>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct IndexConfig {
    pub secure: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Swarm<'a> {
    #[serde(borrow)]
    pub local_node_state: Option<Text<'a>>,
    /// Only managers know.
    pub nodes: Option<i64>,
    pub control_available: Option<bool>,
}

/// `GET /version`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Version<'a> {
    #[serde(borrow)]
    pub version: Option<Text<'a>>,
    pub api_version: Option<Text<'a>>,
    pub os: Option<Text<'a>>,
    pub components: Option<List<Component<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Component<'a> {
    #[serde(borrow)]
    pub name: Option<Text<'a>>,
    pub version: Option<Text<'a>>,
    pub details: Option<ComponentDetails<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ComponentDetails<'a> {
    /// Podman only: `runc-1.1.12-1.el9.x86_64`, `crun_1.8.1-1+deb12u1_amd64`, `Unknown`.
    #[serde(borrow)]
    pub package: Option<Text<'a>>,
}

/// `GET /volumes`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct VolumeList<'a> {
    #[serde(borrow)]
    pub volumes: Option<List<Volume<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Volume<'a> {
    #[serde(borrow)]
    pub name: Option<Text<'a>>,
    pub driver: Option<Text<'a>>,
    pub options: Option<Pairs<'a, Text<'a>>>,
}

/// An entry of `GET /networks`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Network<'a> {
    #[serde(borrow)]
    pub name: Option<Text<'a>>,
    pub options: Option<Pairs<'a, Text<'a>>>,
}
