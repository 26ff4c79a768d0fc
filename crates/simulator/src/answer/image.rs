use serde_json::{Map, Value, json};

use super::container::stamp;
use crate::Image;

/// `GET /images/{name}/json`.
pub(super) fn inspect(image: &Image) -> Value {
    let set = |words: &[String]| words.iter().map(|word| (word.clone(), json!({}))).collect::<Map<_, _>>();
    let mut config = json!({
        "Hostname": "",
        "Domainname": "",
        "User": image.user,
        "ExposedPorts": set(&image.exposed_ports),
        "Env": image.env,
        "Cmd": image.command,
        "Image": "",
        "Volumes": set(&image.volumes),
        "WorkingDir": "",
        "Entrypoint": image.entrypoint,
        "OnBuild": null,
        "Labels": null,
    });
    if image.health_check {
        config["Healthcheck"] = json!({ "Test": ["CMD-SHELL", "true"] });
    }
    json!({
        "Id": image.id,
        "RepoTags": image.tags,
        "RepoDigests": image.digests,
        "Parent": "",
        "Comment": "buildkit.dockerfile.v0",
        "Created": stamp(image.created_at),
        "DockerVersion": "",
        "Author": "",
        "Config": config,
        "Architecture": "amd64",
        "Os": "linux",
        "Size": image.size_bytes,
        "GraphDriver": { "Data": null, "Name": "overlay2" },
        "RootFS": { "Type": "layers", "Layers": [image.id] },
        "Metadata": { "LastTagTime": "0001-01-01T00:00:00Z" },
    })
}

/// `GET /images/{name}/history`: newest first.
pub(super) fn history(image: &Image) -> Value {
    let steps = image.history.iter().enumerate().rev().map(|(place, step)| {
        let newest = place + 1 == image.history.len();
        json!({
            "Comment": "buildkit.dockerfile.v0",
            "Created": image.created_at.timestamp(),
            "CreatedBy": step.created_by,
            "Id": if newest { &image.id } else { "<missing>" },
            "Size": step.size_bytes,
            "Tags": if newest { json!(image.tags) } else { Value::Null },
        })
    });
    steps.collect()
}
