use serde::Deserialize;
use serde::de::IgnoredAny;

use super::container::HealthCheck;
use super::{List, OneOrMany, Pairs, Text};

/// `GET /images/{name}/json`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Image<'a> {
    #[serde(borrow)]
    pub id: Option<Text<'a>>,
    pub repo_tags: Option<List<Text<'a>>>,
    pub repo_digests: Option<List<Text<'a>>>,
    pub created: Option<Text<'a>>,
    pub architecture: Option<Text<'a>>,
    pub size: Option<i64>,
    pub config: Option<ImageConfig<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ImageConfig<'a> {
    #[serde(borrow)]
    pub user: Option<Text<'a>>,
    pub env: Option<List<Text<'a>>>,
    pub cmd: Option<OneOrMany<'a>>,
    pub entrypoint: Option<OneOrMany<'a>>,
    pub exposed_ports: Option<Pairs<'a, IgnoredAny>>,
    pub volumes: Option<Pairs<'a, IgnoredAny>>,
    pub healthcheck: Option<HealthCheck<'a>>,
    pub labels: Option<Pairs<'a, Option<Text<'a>>>>,
}

/// An entry of `GET /images/{name}/history`, newest first.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct HistoryEntry<'a> {
    #[serde(borrow)]
    pub created_by: Option<Text<'a>>,
}

/// An entry of `GET /images/json`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListedImage<'a> {
    #[serde(borrow)]
    pub id: Option<Text<'a>>,
    pub repo_tags: Option<List<Text<'a>>>,
    pub repo_digests: Option<List<Text<'a>>>,
}
