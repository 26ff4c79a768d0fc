//! Configuration of the server: flags win over the environment, the environment over the file.

mod options;
mod settings;
mod smtp;

use std::net::SocketAddr;
use std::path::PathBuf;

pub use options::Options;
pub use settings::{Exposure, Settings, default_data_directory, without_password};

/// Why a configuration cannot be used. Every text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("the configuration file {path} could not be read: {source}")]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("the configuration file {path} is not understood:\n{source}")]
    NotUnderstood { path: PathBuf, source: toml::de::Error },
    #[error(
        "{listen} can be reached from other machines, so the connection must be encrypted: give --tls-cert and \
         --tls-key, or --behind-proxy when a reverse proxy does it; or listen on 127.0.0.1"
    )]
    Exposed { listen: SocketAddr },
    #[error("--tls-cert and --tls-key belong together; {missing} is missing")]
    HalfTls { missing: &'static str },
    #[error("no home directory is known to keep data in; name one with --data-dir")]
    NoDataDirectory,
    #[error("--public-url begins with http:// or https:// and names a host, without a path; got {given}")]
    PublicUrl { given: String },
    #[error("{option}: {what}")]
    Mail { option: &'static str, what: String },
    #[error("{option} is at least {least} days")]
    KeptTooBriefly { option: &'static str, least: u16 },
}
