use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{BuildFlaw, Disclosure, ScannerReport, Signature, Transport, Variable, is_default};

/// Content-addressed by its id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Engine's id, `sha256:…`.
    pub id: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub tags: Vec<String>,
    /// `repository@sha256:…`; empty: built or imported on the host.
    #[serde(default, skip_serializing_if = "is_default")]
    pub repo_digests: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub architecture: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub size_bytes: u64,
    #[serde(default, skip_serializing_if = "is_default")]
    pub user: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub exposed_ports: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub volumes: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub health_check: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub environment: Vec<Variable>,
    /// As a container's labels.
    #[serde(default, skip_serializing_if = "is_default")]
    pub labels: BTreeMap<String, Option<String>>,
    /// Instructions of the build history, redacted: `RUN`, `COPY`, `ADD` …, oldest first. `None`: not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<Vec<String>>,
    /// The history was asked for and could not be read; else no history means that none was to be had.
    #[serde(default, skip_serializing_if = "is_default")]
    pub history_unread: bool,
    /// What the rules look for in the history, by step.
    #[serde(default, skip_serializing_if = "is_default")]
    pub build_flaws: Vec<BuildFlaw>,
    /// Credentials in command, entrypoint, health check, labels, build history and build arguments. Sorted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub disclosures: Vec<Disclosure>,
    /// From `/etc/os-release`, else from labels; `None`: neither told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub os_release: Option<OsRelease>,
    /// `None`: nobody looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
    /// `None`: no scanner reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scanner_report: Option<ScannerReport>,
}

impl Image {
    /// Number and transport of each exposed port, TCP where none is named. `None`: a transport that engines do not know.
    pub fn exposed(&self) -> impl Iterator<Item = (u16, Option<Transport>)> {
        self.exposed_ports.iter().filter_map(|port| {
            let (number, transport) = port.split_once('/').unwrap_or((port, Transport::Tcp.as_str()));
            Some((number.parse().ok()?, Transport::parse(transport)))
        })
    }
}

/// A release of an operating system, as its own file names it: `debian` `12`, `alpine` `3.20.3`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OsRelease {
    pub id: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub version: String,
}
