use serde_json::{Value, json};

use super::container::{attachments, command_of, mounts};
use crate::{Container, Engine, State};

pub(super) fn containers(engine: &Engine, all: bool) -> Value {
    let shown = engine.containers.iter().filter(|container| all || container.state == State::Running);
    shown.map(|container| entry(engine, container)).collect()
}

fn entry(engine: &Engine, container: &Container) -> Value {
    let spec = &container.spec;
    let tag_is_current = engine.image(&spec.image).is_some_and(|image| image.id == container.image_id);
    json!({
        "Id": container.id,
        "Names": [format!("/{}", container.name)],
        "Image": if tag_is_current { &spec.image } else { &container.image_id },
        "ImageID": container.image_id,
        "Command": command_of(engine, container).join(" "),
        "Created": container.created_at.timestamp(),
        "Ports": ports(container),
        "Labels": spec.labels,
        "State": container.state.as_str(),
        "Status": status(engine, container),
        "HostConfig": { "NetworkMode": network_mode(&spec.host.network) },
        "NetworkSettings": { "Networks": attachments(engine, container) },
        "Mounts": mounts(container),
    })
}

pub(super) fn network_mode(network: &str) -> &str {
    if network.is_empty() { "bridge" } else { network }
}

fn ports(container: &Container) -> Value {
    let published = container.spec.host.ports.iter().map(|port| {
        let address = if port.address.is_empty() { "0.0.0.0" } else { &port.address };
        json!({ "IP": address, "PrivatePort": port.container, "PublicPort": port.host, "Type": "tcp" })
    });
    published.collect()
}

fn status(engine: &Engine, container: &Container) -> String {
    let since = container.started_at.unwrap_or(container.created_at);
    let age = engine.now - since;
    let ago = match (age.num_days(), age.num_hours(), age.num_minutes()) {
        (0, 0, minutes) => format!("{minutes} minutes"),
        (0, hours, _) => format!("{hours} hours"),
        (days, ..) => format!("{days} days"),
    };
    match container.state {
        State::Created => "Created".into(),
        State::Exited => format!("Exited (0) {ago} ago"),
        State::Restarting => format!("Restarting (1) {ago} ago"),
        State::Paused => format!("Up {ago} (Paused)"),
        State::Running if container.unhealthy => format!("Up {ago} (unhealthy)"),
        State::Running => format!("Up {ago}"),
    }
}

pub(super) fn images(engine: &Engine) -> Value {
    let entries = engine.images.iter().map(|image| {
        json!({
            "Containers": -1,
            "Created": image.created_at.timestamp(),
            "Id": image.id,
            "Labels": null,
            "ParentId": "",
            "RepoDigests": image.digests,
            "RepoTags": image.tags,
            "SharedSize": -1,
            "Size": image.size_bytes,
        })
    });
    entries.collect()
}
