//! The configuration after it was checked: nothing in it can be inconsistent any more.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;

use chrono::TimeDelta;
use fleet::Endpoint;
use ipnet::IpNet;
use store::Retention;
use tower_http::csrf::CsrfLayer;

use super::{ConfigError, Options, smtp};
use crate::api::RateLimit;
use crate::report::SmtpSettings;

const DEFAULT_PORT: u16 = 7466;

/// How connections reach the server, and so what may be assumed of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exposure {
    /// Plain HTTP on the loopback interface only.
    Loopback,
    /// HTTPS, terminated here.
    Tls { certificate: PathBuf, key: PathBuf },
    /// A proxy that people reach over HTTPS passes requests on.
    BehindProxy,
}

impl Exposure {
    /// Whether the browser sees HTTPS.
    pub fn is_encrypted(&self) -> bool {
        !matches!(self, Self::Loopback)
    }
}

#[derive(Clone)]
pub struct Settings {
    pub listen: SocketAddr,
    pub data_directory: PathBuf,
    /// Absent: the embedded PostgreSQL.
    pub database_url: Option<String>,
    pub exposure: Exposure,
    pub public_url: Option<String>,
    pub engine: Option<Endpoint>,
    pub webhook_allow: Vec<IpNet>,
    pub retention: Retention,
    /// Requests a minute and caller.
    pub api_rate: NonZeroU32,
    /// Absent: no mail is sent.
    pub smtp: Option<SmtpSettings>,
}

impl Settings {
    /// Fills in the defaults and checks that the options fit together.
    pub fn from_options(options: Options) -> Result<Self, ConfigError> {
        let smtp = smtp::settings(&options)?;
        let listen = options.listen.unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, DEFAULT_PORT)));
        let behind_proxy = options.behind_proxy.unwrap_or(false);
        let exposure = match (options.tls_cert, options.tls_key) {
            (Some(certificate), Some(key)) => Exposure::Tls { certificate, key },
            (Some(_), None) => return Err(ConfigError::HalfTls { missing: "--tls-key" }),
            (None, Some(_)) => return Err(ConfigError::HalfTls { missing: "--tls-cert" }),
            (None, None) if behind_proxy => Exposure::BehindProxy,
            (None, None) if listen.ip().is_loopback() => Exposure::Loopback,
            (None, None) => return Err(ConfigError::Exposed { listen }),
        };
        let data_directory =
            options.data_dir.or_else(default_data_directory).ok_or(ConfigError::NoDataDirectory)?;
        let usual = Retention::default();
        let retention = Retention {
            scans: kept("--keep-scans", options.keep_scans, 7)?.unwrap_or(usual.scans),
            history: kept("--keep-history", options.keep_history, 30)?.unwrap_or(usual.history),
            ..usual
        };
        let public_url = options.public_url.map(checked_public_url).transpose()?;
        Ok(Self {
            listen,
            data_directory,
            database_url: options.database_url,
            exposure,
            public_url,
            engine: options.engine,
            webhook_allow: options.webhook_allow.unwrap_or_default(),
            retention,
            api_rate: options.api_rate.unwrap_or(RateLimit::DEFAULT_PER_MINUTE),
            smtp,
        })
    }

    /// Where people reach the server that listens on `listening`, without a final slash.
    pub fn address(&self, listening: SocketAddr) -> String {
        let scheme = if matches!(self.exposure, Exposure::Tls { .. }) { "https" } else { "http" };
        self.public_url.clone().unwrap_or_else(|| format!("{scheme}://{listening}"))
    }
}

/// `/var/lib/plimsoll` for root, else `plimsoll` in the data folder of the user (XDG base directories).
pub fn default_data_directory() -> Option<PathBuf> {
    if rustix::process::geteuid().is_root() {
        return Some(PathBuf::from("/var/lib/plimsoll"));
    }
    let named = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let at_home = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".local/share"));
    Some(named.or_else(at_home)?.join("plimsoll"))
}

fn kept(option: &'static str, days: Option<u16>, least: u16) -> Result<Option<TimeDelta>, ConfigError> {
    match days {
        Some(days) if days < least => Err(ConfigError::KeptTooBriefly { option, least }),
        days => Ok(days.map(|days| TimeDelta::days(days.into()))),
    }
}

/// An origin is what the protection against other sites compares with, so it decides what one is.
fn checked_public_url(given: String) -> Result<String, ConfigError> {
    let url = given.trim_end_matches('/');
    match CsrfLayer::new().add_trusted_origin(url) {
        Ok(_) => Ok(url.to_owned()),
        Err(_) => Err(ConfigError::PublicUrl { given }),
    }
}

/// What `--check-config` prints; a password in the database URL is not shown.
impl fmt::Display for Settings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "listen          {}", self.listen)?;
        writeln!(out, "reached at      {}", self.address(self.listen))?;
        match &self.exposure {
            Exposure::Loopback => writeln!(out, "exposure        this machine only")?,
            Exposure::Tls { certificate, key } => {
                writeln!(out, "exposure        HTTPS with {} and {}", certificate.display(), key.display())?;
            }
            Exposure::BehindProxy => writeln!(out, "exposure        behind a proxy that encrypts")?,
        }
        writeln!(out, "data directory  {}", self.data_directory.display())?;
        match &self.database_url {
            None => writeln!(out, "database        embedded PostgreSQL")?,
            Some(url) => writeln!(out, "database        {}", without_password(url))?,
        }
        if !self.webhook_allow.is_empty() {
            let networks: Vec<String> = self.webhook_allow.iter().map(IpNet::to_string).collect();
            writeln!(out, "webhook targets public, {}", networks.join(", "))?;
        }
        let Retention { scans, history, .. } = self.retention;
        writeln!(
            out,
            "kept            scans {} days, history {} days",
            scans.num_days(),
            history.num_days()
        )?;
        writeln!(out, "API             {} requests a minute for each caller", self.api_rate)?;
        match &self.smtp {
            None => writeln!(out, "mail            none")?,
            Some(smtp) => writeln!(out, "mail            {}:{} from {}", smtp.host, smtp.port, smtp.from)?,
        }
        match &self.engine {
            None => {
                write!(out, "engine          /var/run/docker.sock if it answers and there is no host yet")
            }
            Some(engine) => write!(out, "engine          {engine}"),
        }
    }
}

/// Keeps scheme, host and path of a URL: user information and parameters can carry a password.
pub fn without_password(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", ""));
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (_, host) = rest.rsplit_once('@').unwrap_or(("", rest));
    format!("{scheme}://{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(change: impl FnOnce(&mut Options)) -> Result<Settings, ConfigError> {
        let mut options = Options { data_dir: Some("/data".into()), ..Options::default() };
        change(&mut options);
        Settings::from_options(options)
    }

    #[test]
    fn plain_http_beyond_loopback_is_refused_with_the_ways_out() {
        let open: Option<SocketAddr> = "0.0.0.0:80".parse().ok();
        let refusal = settings(|options| options.listen = open).err().expect("exposed").to_string();
        for way in ["--tls-cert", "--behind-proxy", "127.0.0.1"] {
            assert!(refusal.contains(way), "{refusal}");
        }
        let proxied = settings(|options| (options.listen, options.behind_proxy) = (open, Some(true)));
        assert_eq!(proxied.expect("allowed").exposure, Exposure::BehindProxy);
    }

    #[test]
    fn the_default_is_loopback_and_ipv6_loopback_is_too() {
        let plain = settings(|_| ()).expect("fits");
        assert_eq!(plain.exposure, Exposure::Loopback);
        assert_eq!(plain.address(plain.listen), "http://127.0.0.1:7466");
        assert!(settings(|options| options.listen = "[::1]:80".parse().ok()).is_ok());
    }

    #[test]
    fn half_of_tls_says_which_half_is_missing() {
        let refusal =
            settings(|options| options.tls_cert = Some("c.pem".into())).err().expect("half").to_string();
        assert!(refusal.contains("--tls-key is missing"), "{refusal}");
    }

    #[test]
    fn history_is_kept_as_long_as_asked_and_not_too_briefly() {
        let usual = settings(|_| ()).expect("fits").retention;
        assert_eq!((usual.scans.num_days(), usual.history.num_days()), (90, 400));
        let longer = settings(|options| options.keep_history = Some(800)).expect("fits");
        assert_eq!(longer.retention.history.num_days(), 800);
        assert!(longer.to_string().contains("scans 90 days, history 800 days"), "{longer}");
        let refusal = settings(|options| options.keep_scans = Some(6)).err().expect("too brief").to_string();
        assert_eq!(refusal, "--keep-scans is at least 7 days");
    }

    #[test]
    fn the_printed_settings_hide_the_password() {
        let url = "postgres://ada:hunter2@db.example/plimsoll?password=hunter3";
        let printed = settings(|options| options.database_url = Some(url.into())).expect("fits").to_string();
        assert!(printed.contains("postgres://db.example/plimsoll"), "{printed}");
        assert!(!printed.contains("hunter"), "{printed}");
    }

    #[test]
    fn a_public_url_with_a_path_is_refused() {
        let public = |url: &str| settings(|options| options.public_url = Some(url.into()));
        assert_eq!(
            public("https://a.example/").expect("fits").public_url.as_deref(),
            Some("https://a.example")
        );
        for wrong in
            ["https://a.example/b", "a.example", "ftp://a.example", "https://exämple.org", "https://"]
        {
            assert!(public(wrong).is_err(), "{wrong}");
        }
    }
}
