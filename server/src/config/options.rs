//! What can be configured, as flags, environment variables and keys of the configuration file.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use fleet::Endpoint;
use ipnet::IpNet;
use serde::Deserialize;

use super::ConfigError;

/// Read when it exists and no file is named.
const USUAL_FILE: &str = "/etc/plimsoll/plimsoll.toml";

/// Every field may be left out; a field's name is its key in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, clap::Args, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// Address and port to listen on [default: 127.0.0.1:7466]
    #[arg(long, env = "PLIMSOLL_LISTEN", value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,

    /// Where the embedded PostgreSQL and the keys are kept [default: /var/lib/plimsoll for root, else the user's data folder]
    #[arg(long, env = "PLIMSOLL_DATA_DIR", value_name = "FOLDER")]
    pub data_dir: Option<PathBuf>,

    /// Use this PostgreSQL (15 or newer) instead of the embedded one
    #[arg(long, env = "PLIMSOLL_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,

    /// Certificate chain in PEM; serves HTTPS together with --tls-key
    #[arg(long, env = "PLIMSOLL_TLS_CERT", value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,

    /// Private key of the certificate in PEM
    #[arg(long, env = "PLIMSOLL_TLS_KEY", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,

    /// A reverse proxy in front encrypts the connection and passes Host and Origin on unchanged
    #[arg(long, env = "PLIMSOLL_BEHIND_PROXY", num_args = 0..=1, default_missing_value = "true", value_name = "BOOL")]
    pub behind_proxy: Option<bool>,

    /// Address under which people reach this server, for links [default: the listening address]
    #[arg(long, env = "PLIMSOLL_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,

    /// Engine to register at the start, such as unix:///run/user/1000/docker.sock
    /// [default: /var/run/docker.sock if it answers and there is no host yet]
    #[arg(long, env = "PLIMSOLL_ENGINE", value_name = "URL")]
    pub engine: Option<Endpoint>,

    /// Networks that are not public to which webhooks may be sent, also without encryption, such as 10.20.0.0/16
    /// [default: none]
    #[arg(long, env = "PLIMSOLL_WEBHOOK_ALLOW", value_name = "CIDR", value_delimiter = ',')]
    pub webhook_allow: Option<Vec<IpNet>>,

    /// Days for which it is kept when each host was read, at least 7 [default: 90]
    #[arg(long, env = "PLIMSOLL_KEEP_SCANS", value_name = "DAYS")]
    pub keep_scans: Option<u16>,

    /// Days for which events of findings, the audit log and trends (these at least a year) are kept, at least 30 [default: 400]
    #[arg(long, env = "PLIMSOLL_KEEP_HISTORY", value_name = "DAYS")]
    pub keep_history: Option<u16>,

    /// Requests that each caller of the API may make in a minute [default: 6000]
    #[arg(long, env = "PLIMSOLL_API_RATE", value_name = "NUMBER")]
    pub api_rate: Option<NonZeroU32>,

    /// Mail server for reports, such as smtp://mail.example.org:587 (STARTTLS) or smtps://mail.example.org
    /// [default: none]
    #[arg(long, env = "PLIMSOLL_SMTP_SERVER", value_name = "URL")]
    pub smtp_server: Option<String>,

    /// Name to sign in to the mail server with
    #[arg(long, env = "PLIMSOLL_SMTP_USER", value_name = "NAME")]
    pub smtp_user: Option<String>,

    /// File that holds the password for it; or set PLIMSOLL_SMTP_PASSWORD
    #[arg(long, env = "PLIMSOLL_SMTP_PASSWORD_FILE", value_name = "FILE")]
    pub smtp_password_file: Option<PathBuf>,

    /// Sender of mails, such as Plimsoll <plimsoll@example.org>
    #[arg(long, env = "PLIMSOLL_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,
}

impl Options {
    /// Adds what the configuration file says to what flags and environment leave open.
    pub fn with_file(self, named: Option<&Path>) -> Result<Self, ConfigError> {
        let path = match named {
            Some(path) => path,
            None if Path::new(USUAL_FILE).exists() => Path::new(USUAL_FILE),
            None => return Ok(self),
        };
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        let file = toml::from_str(&text)
            .map_err(|source| ConfigError::NotUnderstood { path: path.to_owned(), source })?;
        Ok(self.or(file))
    }

    fn or(self, file: Self) -> Self {
        Self {
            listen: self.listen.or(file.listen),
            data_dir: self.data_dir.or(file.data_dir),
            database_url: self.database_url.or(file.database_url),
            tls_cert: self.tls_cert.or(file.tls_cert),
            tls_key: self.tls_key.or(file.tls_key),
            behind_proxy: self.behind_proxy.or(file.behind_proxy),
            public_url: self.public_url.or(file.public_url),
            engine: self.engine.or(file.engine),
            webhook_allow: self.webhook_allow.or(file.webhook_allow),
            keep_scans: self.keep_scans.or(file.keep_scans),
            keep_history: self.keep_history.or(file.keep_history),
            api_rate: self.api_rate.or(file.api_rate),
            smtp_server: self.smtp_server.or(file.smtp_server),
            smtp_user: self.smtp_user.or(file.smtp_user),
            smtp_password_file: self.smtp_password_file.or(file.smtp_password_file),
            mail_from: self.mail_from.or(file.mail_from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().expect("temporary file");
        std::fs::write(file.path(), text).expect("written");
        file
    }

    #[test]
    fn flags_win_over_the_file_and_the_file_fills_the_rest() {
        let file =
            file("listen = \"127.0.0.1:1\"\nbehind-proxy = true\nengine = \"unix:///run/docker.sock\"\n");
        let flags = Options { listen: "127.0.0.1:2".parse().ok(), ..Options::default() };
        let merged = flags.with_file(Some(file.path())).expect("understood");
        assert_eq!(merged.listen, "127.0.0.1:2".parse().ok());
        assert_eq!(merged.behind_proxy, Some(true));
        assert_eq!(merged.engine, Some(Endpoint::Unix("/run/docker.sock".into())));
    }

    #[test]
    fn a_misspelt_key_is_named_with_its_line() {
        let file = file("listen = \"127.0.0.1:1\"\nlisten-to = 3\n");
        let refusal = Options::default().with_file(Some(file.path())).expect_err("unknown key").to_string();
        assert!(refusal.contains("listen-to") && refusal.contains("line 2"), "{refusal}");
    }

    #[test]
    fn a_named_file_that_is_missing_is_an_error() {
        let refusal = Options::default().with_file(Some(Path::new("/nowhere/x.toml"))).expect_err("missing");
        assert!(refusal.to_string().contains("/nowhere/x.toml"), "{refusal}");
    }
}
