use serde_json::{Value, json};

use super::container::stamp;
use crate::{Engine, Network, Volume};

/// `GET /networks`.
pub(super) fn networks(engine: &Engine) -> Value {
    engine.networks.iter().map(|network| entry(engine, network)).collect()
}

fn entry(engine: &Engine, network: &Network) -> Value {
    let options = if network.name == "bridge" {
        json!({
            "com.docker.network.bridge.default_bridge": "true",
            "com.docker.network.bridge.enable_icc": engine.default_bridge_icc.to_string(),
            "com.docker.network.bridge.enable_ip_masquerade": "true",
            "com.docker.network.bridge.host_binding_ipv4": "0.0.0.0",
            "com.docker.network.bridge.name": "docker0",
            "com.docker.network.driver.mtu": "1500",
        })
    } else {
        json!({})
    };
    json!({
        "Name": network.name,
        "Id": network.id,
        "Created": stamp(engine.now),
        "Scope": "local",
        "Driver": network.driver,
        "EnableIPv6": false,
        "IPAM": { "Driver": "default", "Options": null, "Config": [] },
        "Internal": false,
        "Attachable": false,
        "Ingress": false,
        "ConfigFrom": { "Network": "" },
        "ConfigOnly": false,
        "Containers": {},
        "Options": options,
        "Labels": {},
    })
}

/// `GET /volumes`.
pub(super) fn volumes(engine: &Engine) -> Value {
    json!({
        "Volumes": engine.volumes.iter().map(|volume| volume_entry(engine, volume)).collect::<Vec<_>>(),
        "Warnings": null,
    })
}

fn volume_entry(engine: &Engine, volume: &Volume) -> Value {
    json!({
        "CreatedAt": engine.now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        "Driver": "local",
        "Labels": null,
        "Mountpoint": format!("/var/lib/docker/volumes/{}/_data", volume.name),
        "Name": volume.name,
        "Options": if volume.options.is_empty() { Value::Null } else { json!(volume.options) },
        "Scope": "local",
    })
}
