use std::collections::BTreeSet;

use crate::facts::{Image, PublishedPort, Transport};
use crate::fix::change::Change;
use crate::fix::shares_network;
use crate::rules::Case;

const LOOPBACK: &str = "127.0.0.1";
/// 80 becomes 8080, 443 becomes 8443.
const ABOVE_PRIVILEGED: u16 = 8_000;

pub(super) fn propose(case: &Case<'_>, rule: &str, subject: &str) -> Vec<Change> {
    match rule {
        "CAP-011" | "CAP-024" => vec![own_network(case)],
        "CAP-030" if subject == "network" => vec![own_network(case)],
        "CAP-022" => republish(case, subject, &[on_loopback, on_loopback_above]),
        "CAP-023" => republish(case, subject, &[above, on_loopback_above]),
        "CAP-033" => vec![Change::NamePorts { ports: named(case) }],
        _ => Vec::new(),
    }
}

/// What was published stays so. What a shared network kept the engine from publishing is for the host alone.
fn own_network(case: &Case<'_>) -> Change {
    let container = case.container;
    let ports = if shares_network(&container.network_mode) {
        apart(container.published_ports.iter().map(|port| (port.clone(), on_loopback_above(port))).collect())
    } else {
        container.published_ports.clone()
    };
    Change::OwnNetwork { ports }
}

fn republish(case: &Case<'_>, subject: &str, ways: &[fn(&PublishedPort) -> PublishedPort]) -> Vec<Change> {
    let is_it =
        |port: &&PublishedPort| format!("{}/{}", port.container_port, port.transport.as_str()) == subject;
    let ports: Vec<&PublishedPort> = case.container.published_ports.iter().filter(is_it).collect();
    let Some(first) = ports.first() else { return Vec::new() };
    let taken: Vec<PublishedPort> =
        case.container.published_ports.iter().filter(|port| !is_it(port)).cloned().collect();
    let changed = |way: &fn(&PublishedPort) -> PublishedPort| {
        let moved = ports.iter().map(|port| free(port, way(port), &taken));
        Change::Republish {
            container_port: first.container_port,
            transport: first.transport,
            ports: distinct(moved),
        }
    };
    ways.iter().map(changed).collect()
}

/// Another port of the host where the new one is another binding's already.
fn free(before: &PublishedPort, mut after: PublishedPort, taken: &[PublishedPort]) -> PublishedPort {
    if after.host_port != before.host_port {
        let is_free = |port: &u16| !taken.iter().any(|own| own.host_port == Some(*port) && meet(own, &after));
        after.host_port = after.host_port.and_then(|port| (port..=u16::MAX).find(is_free));
    }
    after
}

/// Two bindings that cannot have the same port.
fn meet(one: &PublishedPort, other: &PublishedPort) -> bool {
    one.transport == other.transport
        && (one.host_address == other.host_address || one.on_all_interfaces() || other.on_all_interfaces())
}

/// Bindings before and after, none of which takes what another has: those that stay go first.
fn apart(mut bindings: Vec<(PublishedPort, PublishedPort)>) -> Vec<PublishedPort> {
    // Bindings of several addresses may have become one.
    let mut seen = BTreeSet::new();
    bindings.retain(|(before, after)| seen.insert((before.host_port, after.clone())));
    let is_moved = |at: &usize| {
        let (before, after) = &bindings[*at];
        (before.host_port != after.host_port, after.host_port != Some(after.container_port))
    };
    let mut order: Vec<usize> = (0..bindings.len()).collect();
    order.sort_by_key(is_moved);
    let mut taken: Vec<PublishedPort> = Vec::new();
    for at in &order {
        let (before, after) = &bindings[*at];
        taken.push(free(before, after.clone(), &taken));
    }
    let mut placed: Vec<(usize, PublishedPort)> = order.into_iter().zip(taken).collect();
    placed.sort();
    distinct(placed.into_iter().map(|(_, port)| port))
}

fn on_loopback(port: &PublishedPort) -> PublishedPort {
    if port.on_all_interfaces() {
        PublishedPort { host_address: LOOPBACK.to_owned(), ..port.clone() }
    } else {
        port.clone()
    }
}

fn above(port: &PublishedPort) -> PublishedPort {
    let host_port = port.host_port.map(|number| match number {
        1..1024 => number + ABOVE_PRIVILEGED,
        _ => number,
    });
    PublishedPort { host_port, ..port.clone() }
}

fn on_loopback_above(port: &PublishedPort) -> PublishedPort {
    above(&on_loopback(port))
}

/// In place of `-P`: what is published by name already, else what the image exposes.
fn named(case: &Case<'_>) -> Vec<PublishedPort> {
    let published = &case.container.published_ports;
    let exposed = case.image.into_iter().flat_map(Image::exposed);
    let unnamed = exposed
        .filter_map(|(port, transport)| Some(on_own_port(port, transport?)))
        .filter(|port| {
            published
                .iter()
                .all(|own| (own.container_port, own.transport) != (port.container_port, port.transport))
        })
        .map(|port| (PublishedPort { host_port: None, ..port.clone() }, above(&port)));
    apart(published.iter().map(|port| (port.clone(), on_loopback(port))).chain(unnamed).collect())
}

/// As it would be on the host's loopback, under the same number.
fn on_own_port(container_port: u16, transport: Transport) -> PublishedPort {
    let host_address = LOOPBACK.to_owned();
    PublishedPort { container_port, transport, host_port: Some(container_port), host_address }
}

/// Bindings of several addresses may have become one.
fn distinct(ports: impl Iterator<Item = PublishedPort>) -> Vec<PublishedPort> {
    let mut seen = BTreeSet::new();
    ports.filter(|port| seen.insert(port.clone())).collect()
}
