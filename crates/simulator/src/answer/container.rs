use serde_json::{Map, Value, json};

use super::host_config::host_config;
use super::list::network_mode;
use crate::{Container, Engine, State};

const NEVER: &str = "0001-01-01T00:00:00Z";

/// `GET /containers/{id}/json`.
pub(super) fn inspect(engine: &Engine, container: &Container) -> Value {
    let command = command_of(engine, container);
    let (program, arguments) = command.split_first().map_or(("", &[][..]), |(first, rest)| (first, rest));
    let folder = format!("/var/lib/docker/containers/{}", container.id);
    json!({
        "Id": container.id,
        "Created": stamp(container.created_at),
        "Path": program,
        "Args": arguments,
        "State": state(container),
        "Image": container.image_id,
        "ResolvConfPath": format!("{folder}/resolv.conf"),
        "HostnamePath": format!("{folder}/hostname"),
        "HostsPath": format!("{folder}/hosts"),
        "LogPath": format!("{folder}/{}-json.log", container.id),
        "Name": format!("/{}", container.name),
        "RestartCount": container.restart_count,
        "Driver": "overlay2",
        "Platform": "linux",
        "MountLabel": "",
        "ProcessLabel": "",
        "AppArmorProfile": apparmor_profile(engine, container),
        "ExecIDs": null,
        "HostConfig": host_config(&container.spec.host),
        "GraphDriver": { "Data": null, "Name": "overlay2" },
        "Mounts": mounts(container),
        "Config": config(engine, container),
        "NetworkSettings": network_settings(engine, container),
    })
}

pub(super) fn stamp(moment: chrono::DateTime<chrono::Utc>) -> String {
    moment.to_rfc3339_opts(chrono::SecondsFormat::Nanos, true)
}

/// Entrypoint and command of container and image together.
pub(super) fn command_of<'a>(engine: &'a Engine, container: &'a Container) -> Vec<&'a str> {
    let image = engine.image(&container.image_id);
    let entrypoint = image.map_or(&[][..], |image| &image.entrypoint);
    let own = &container.spec.command;
    let command = if own.is_empty() { image.map_or(&[][..], |image| &image.command) } else { own };
    entrypoint.iter().chain(command).map(String::as_str).collect()
}

fn state(container: &Container) -> Value {
    let running = matches!(container.state, State::Running | State::Paused | State::Restarting);
    let mut state = json!({
        "Status": container.state.as_str(),
        "Running": running,
        "Paused": container.state == State::Paused,
        "Restarting": container.state == State::Restarting,
        "OOMKilled": false,
        "Dead": false,
        "Pid": if running { 4242 } else { 0 },
        "ExitCode": 0,
        "Error": "",
        "StartedAt": container.started_at.map_or_else(|| NEVER.into(), stamp),
        "FinishedAt": NEVER,
    });
    if container.spec.health_check && running {
        let verdict = if container.unhealthy { "unhealthy" } else { "healthy" };
        state["Health"] = json!({ "Status": verdict, "FailingStreak": 0, "Log": [] });
    }
    state
}

fn apparmor_profile(engine: &Engine, container: &Container) -> &'static str {
    let on_host = engine.security_options.iter().any(|option| option == "name=apparmor");
    let options = &container.spec.host.security_opt;
    let unconfined =
        options.iter().any(|option| option == "apparmor=unconfined" || option == "apparmor:unconfined");
    match (on_host && container.started_at.is_some(), unconfined || container.spec.host.privileged) {
        (false, _) => "",
        (true, true) => "unconfined",
        (true, false) => "docker-default",
    }
}

pub(super) fn mounts(container: &Container) -> Value {
    container.spec.host.binds.iter().map(|bind| mount(bind)).collect()
}

fn mount(bind: &str) -> Value {
    let mut parts = bind.split(':');
    let source = parts.next().unwrap_or_default();
    let destination = parts.next().unwrap_or_default();
    let mode = parts.next().unwrap_or_default();
    let writable = !mode.split(',').any(|word| word == "ro");
    if source.starts_with('/') {
        let shared = mode.split(',').find(|word| word.contains("shared") || word.contains("slave"));
        return json!({
            "Type": "bind",
            "Source": source,
            "Destination": destination,
            "Mode": mode,
            "RW": writable,
            "Propagation": shared.unwrap_or("rprivate"),
        });
    }
    json!({
        "Type": "volume",
        "Name": source,
        "Source": format!("/var/lib/docker/volumes/{source}/_data"),
        "Destination": destination,
        "Driver": "local",
        "Mode": if mode.is_empty() { "z" } else { mode },
        "RW": writable,
        "Propagation": "",
    })
}

fn config(engine: &Engine, container: &Container) -> Value {
    let spec = &container.spec;
    let image = engine.image(&container.image_id);
    let inherited = image.map_or(&[][..], |image| &image.env);
    let exposed = image.map_or(&[][..], |image| &image.exposed_ports);
    let user = if spec.user.is_empty() { image.map_or("", |image| &image.user) } else { &spec.user };
    let entrypoint = image.map(|image| &image.entrypoint).filter(|words| !words.is_empty());
    let command =
        if spec.command.is_empty() { image.map(|image| &image.command) } else { Some(&spec.command) };
    let mut config = json!({
        "Hostname": &container.id[..container.id.len().min(12)],
        "Domainname": "",
        "User": user,
        "AttachStdin": false,
        "AttachStdout": false,
        "AttachStderr": false,
        "ExposedPorts": exposed.iter().map(|port| (port.clone(), json!({}))).collect::<Map<_, _>>(),
        "Tty": false,
        "OpenStdin": false,
        "StdinOnce": false,
        "Env": spec.env.iter().chain(inherited).collect::<Vec<_>>(),
        "Cmd": command,
        "Image": spec.image,
        "Volumes": null,
        "WorkingDir": "",
        "Entrypoint": entrypoint,
        "OnBuild": null,
        "Labels": spec.labels,
    });
    if spec.health_check {
        config["Healthcheck"] = json!({ "Test": ["CMD-SHELL", "true"], "Interval": 30_000_000_000_u64 });
    }
    config
}

fn network_settings(engine: &Engine, container: &Container) -> Value {
    json!({
        "Bridge": "",
        "SandboxID": "",
        "SandboxKey": "",
        "Ports": {},
        "HairpinMode": false,
        "LinkLocalIPv6Address": "",
        "LinkLocalIPv6PrefixLen": 0,
        "SecondaryIPAddresses": null,
        "SecondaryIPv6Addresses": null,
        "EndpointID": "",
        "Gateway": "",
        "GlobalIPv6Address": "",
        "GlobalIPv6PrefixLen": 0,
        "IPAddress": "",
        "IPPrefixLen": 0,
        "IPv6Gateway": "",
        "MacAddress": "",
        "Networks": attachments(engine, container),
    })
}

pub(super) fn attachments(engine: &Engine, container: &Container) -> Value {
    let network = network_mode(&container.spec.host.network);
    if network.starts_with("container:") {
        return json!({});
    }
    let attachment = json!({
        "IPAMConfig": null,
        "Links": null,
        "Aliases": null,
        "MacAddress": "",
        "DriverOpts": null,
        "NetworkID": engine.network_id(network),
        "EndpointID": "",
        "Gateway": "",
        "IPAddress": "",
        "IPPrefixLen": 0,
        "IPv6Gateway": "",
        "GlobalIPv6Address": "",
        "GlobalIPv6PrefixLen": 0,
        "DNSNames": null,
    });
    Value::Object(Map::from_iter([(network.to_owned(), attachment)]))
}
