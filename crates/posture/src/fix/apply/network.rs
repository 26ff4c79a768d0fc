use crate::facts::{Attachment, NetworkMode};
use crate::fix::change::Change;
use crate::fix::facts::Facts;

/// What a network made for one workload is called in facts.
const OWN: &str = "own";

/// False where the change is about something else.
pub(super) fn apply(change: &Change, facts: &mut Facts<'_>) -> bool {
    match change {
        Change::OwnNetwork { ports } => {
            let container = facts.of_container();
            container.network_mode = NetworkMode::Custom(OWN.into());
            container.networks = vec![Attachment { network: OWN.into() }];
            container.published_ports.clone_from(ports);
            container.publish_all_ports = false;
        }
        Change::Republish { container_port, transport, ports } => {
            let published = &mut facts.of_container().published_ports;
            let is_it = |port: &crate::facts::PublishedPort| {
                (port.container_port, port.transport) == (*container_port, *transport)
            };
            let at = published.iter().position(is_it).unwrap_or(published.len());
            published.retain(|port| !is_it(port));
            published.splice(at..at, ports.iter().cloned());
        }
        Change::NamePorts { ports } => {
            let container = facts.of_container();
            container.publish_all_ports = false;
            container.published_ports.clone_from(ports);
        }
        _ => return false,
    }
    true
}
