use posture::facts::{Attachment, PublishedPort, Transport};

use super::container::slice;
use super::kept::{kept, kept_or_empty};
use super::raw::{Config, HostConfig, NetworkSettings, Pairs, PortBinding, Text};
use crate::{Document, IntakeError};

const BINDINGS: &str = "HostConfig.PortBindings";
const EXPOSED: &str = "Config.ExposedPorts";

/// By name, sorted.
pub(super) fn read_attachments(settings: Option<&NetworkSettings<'_>>) -> Vec<Attachment> {
    let networks =
        settings.and_then(|settings| settings.networks.as_ref()).map(Pairs::as_slice).unwrap_or_default();
    let mut names: Vec<Attachment> =
        networks.iter().map(|(name, _)| Attachment { network: kept(name.expose()) }).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// As configured, so for containers that never ran too. `PublishAllPorts` adds every exposed port that has no
/// binding of its own.
pub(super) fn read_published_ports(
    host: &HostConfig<'_>,
    config: &Config<'_>,
) -> Result<Vec<PublishedPort>, IntakeError> {
    let mut ports = Vec::new();
    for (port, bindings) in host.port_bindings.as_ref().map(Pairs::as_slice).unwrap_or_default() {
        for binding in slice(bindings.as_ref()) {
            ports.push(bound(port.expose(), binding)?);
        }
    }
    if host.publish_all_ports == Some(true) {
        for (port, _) in config.exposed_ports.as_ref().map(Pairs::as_slice).unwrap_or_default() {
            let (container_port, transport) = read_port(port.expose(), EXPOSED)?;
            if !ports
                .iter()
                .any(|known| (known.container_port, known.transport) == (container_port, transport))
            {
                ports.push(PublishedPort {
                    container_port,
                    transport,
                    host_port: None,
                    host_address: String::new(),
                });
            }
        }
    }
    ports.sort_unstable();
    ports.dedup();
    Ok(ports)
}

fn bound(port: &str, binding: &PortBinding<'_>) -> Result<PublishedPort, IntakeError> {
    let (container_port, transport) = read_port(port, BINDINGS)?;
    Ok(PublishedPort {
        container_port,
        transport,
        host_port: read_host_port(binding.host_port.as_ref().map_or("", Text::expose))?,
        host_address: kept_or_empty(binding.host_ip.as_ref()),
    })
}

/// `80/tcp`, `53/udp`, `80`.
fn read_port(text: &str, path: &str) -> Result<(u16, Transport), IntakeError> {
    let (number, transport) = text.split_once('/').unwrap_or((text, "tcp"));
    let transport = match transport {
        "tcp" => Transport::Tcp,
        "udp" => Transport::Udp,
        "sctp" => Transport::Sctp,
        _ => return Err(Document::Container.unexpected(path)),
    };
    let number = number.parse().map_err(|_| Document::Container.unexpected(path))?;
    Ok((number, transport))
}

/// Empty and `0`: the engine picks. Of a range (`8000-8010`) the first.
fn read_host_port(text: &str) -> Result<Option<u16>, IntakeError> {
    let first = text.split('-').next().unwrap_or_default();
    if first.is_empty() {
        return Ok(None);
    }
    let number: u16 = first.parse().map_err(|_| Document::Container.unexpected(BINDINGS))?;
    Ok((number != 0).then_some(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ports(host: &str, config: &str) -> Result<Vec<String>, IntakeError> {
        let host: HostConfig<'_> = serde_json::from_str(host).expect("given");
        let config: Config<'_> = serde_json::from_str(config).expect("given");
        let shown = |port: PublishedPort| {
            let host = port.host_port.map_or("any".to_owned(), |port| port.to_string());
            format!("{}:{host}->{}/{}", port.host_address, port.container_port, port.transport.as_str())
        };
        Ok(read_published_ports(&host, &config)?.into_iter().map(shown).collect())
    }

    #[test]
    fn bindings_give_address_port_and_transport() {
        let host = r#"{"PortBindings":{"80/tcp":[{"HostIp":"","HostPort":"8080"},{"HostIp":"127.0.0.1","HostPort":""}],
            "53/udp":[{"HostIp":"::","HostPort":"53"}],"90/tcp":null}}"#;
        assert_eq!(
            ports(host, "{}").expect("ports"),
            [":::53->53/udp", "127.0.0.1:any->80/tcp", ":8080->80/tcp"]
        );
    }

    #[test]
    fn publishing_all_adds_exposed_ports_without_a_binding() {
        let host = r#"{"PublishAllPorts":true,"PortBindings":{"80/tcp":[{"HostPort":"80"}]}}"#;
        let config = r#"{"ExposedPorts":{"80/tcp":{},"443/tcp":{}}}"#;
        assert_eq!(ports(host, config).expect("ports"), [":80->80/tcp", ":any->443/tcp"]);
        assert_eq!(ports("{}", config).expect("ports"), [""; 0]);
    }

    #[test]
    fn what_is_no_port_names_the_place() {
        let error = ports(r#"{"PortBindings":{"http":[{"HostPort":"80"}]}}"#, "{}").expect_err("no port");
        assert_eq!(error, IntakeError::Unexpected { document: Document::Container, path: BINDINGS.into() });
    }
}
