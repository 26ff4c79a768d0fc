use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Where an engine listens. One that exists is well formed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Endpoint {
    /// Absolute path of a unix socket.
    Unix(String),
    /// Without TLS.
    Tcp { host: String, port: u16 },
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    #[error("an endpoint begins with unix:// or tcp://")]
    Scheme,
    #[error("a unix endpoint is unix:// and an absolute path of at most 107 bytes")]
    Path,
    #[error("a tcp endpoint is tcp://host:port")]
    Authority,
}

const MAX_SOCKET_PATH_BYTES: usize = 107;

impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(text: &str) -> Result<Self, EndpointError> {
        let text = text.trim();
        if let Some(path) = text.strip_prefix("unix://") {
            let fits = path.starts_with('/') && path.len() > 1 && path.len() <= MAX_SOCKET_PATH_BYTES;
            let printable = !path.chars().any(char::is_control);
            return if fits && printable { Ok(Self::Unix(path.into())) } else { Err(EndpointError::Path) };
        }
        let authority = text.strip_prefix("tcp://").ok_or(EndpointError::Scheme)?;
        let authority = authority.strip_suffix('/').unwrap_or(authority);
        let (host, port) = authority.rsplit_once(':').ok_or(EndpointError::Authority)?;
        let port = port.parse().ok().filter(|port| *port != 0).ok_or(EndpointError::Authority)?;
        if is_host(host) { Ok(Self::Tcp { host: host.into(), port }) } else { Err(EndpointError::Authority) }
    }
}

/// A DNS name, an IPv4 address or an IPv6 address in brackets.
fn is_host(host: &str) -> bool {
    let bracketed = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match bracketed {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => {
            !host.is_empty()
                && host.len() <= 253
                && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "unix://{path}"),
            Self::Tcp { host, port } => write!(f, "tcp://{host}:{port}"),
        }
    }
}

impl TryFrom<String> for Endpoint {
    type Error = EndpointError;

    fn try_from(text: String) -> Result<Self, EndpointError> {
        text.parse()
    }
}

impl From<Endpoint> for String {
    fn from(endpoint: Endpoint) -> Self {
        endpoint.to_string()
    }
}

#[cfg(feature = "openapi")]
mod openapi {
    use utoipa::openapi::schema::{ObjectBuilder, Type};
    use utoipa::openapi::{RefOr, Schema};

    impl utoipa::PartialSchema for super::Endpoint {
        fn schema() -> RefOr<Schema> {
            let text = ObjectBuilder::new().schema_type(Type::String).description(Some(
                "Where an engine listens: `unix://` and an absolute path, or `tcp://host:port`.",
            ));
            text.pattern(Some("^(unix:///.+|tcp://.+:[0-9]+)$")).examples(["tcp://10.0.0.7:2375"]).into()
        }
    }

    impl utoipa::ToSchema for super::Endpoint {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, EndpointError>) {
        let parsed = text.parse::<Endpoint>().map(|endpoint| endpoint.to_string());
        assert_eq!(parsed, expected.map(String::from), "{text}");
    }

    #[test]
    fn well_formed_endpoints_print_as_they_were_read() {
        check("unix:///var/run/docker.sock", Ok("unix:///var/run/docker.sock"));
        check("tcp://10.0.0.7:2375", Ok("tcp://10.0.0.7:2375"));
        check("tcp://[::1]:2375", Ok("tcp://[::1]:2375"));
        check(" tcp://docker.example:2375/ ", Ok("tcp://docker.example:2375"));
    }

    #[test]
    fn everything_else_is_refused() {
        check("/var/run/docker.sock", Err(EndpointError::Scheme));
        check("http://x:1", Err(EndpointError::Scheme));
        check("unix://docker.sock", Err(EndpointError::Path));
        check(&format!("unix:///{}", "a".repeat(107)), Err(EndpointError::Path));
        check("tcp://host", Err(EndpointError::Authority));
        check("tcp://host:0", Err(EndpointError::Authority));
        check("tcp://user:pw@host:1", Err(EndpointError::Authority));
        check("tcp://ho st:1", Err(EndpointError::Authority));
    }
}
