use chrono::{DateTime, Utc};

/// One image as its engine knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// `sha256:` and 64 hexadecimal digits.
    pub id: String,
    pub tags: Vec<String>,
    /// `repository@sha256:…`; empty: built on the host.
    pub digests: Vec<String>,
    pub created_at: DateTime<Utc>,
    pub size_bytes: u64,
    pub user: String,
    /// `NAME=value`.
    pub env: Vec<String>,
    pub entrypoint: Vec<String>,
    pub command: Vec<String>,
    /// `80/tcp`.
    pub exposed_ports: Vec<String>,
    pub volumes: Vec<String>,
    pub health_check: bool,
    /// Oldest first.
    pub history: Vec<HistoryStep>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryStep {
    pub created_by: String,
    pub size_bytes: u64,
}
