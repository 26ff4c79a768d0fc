use serde_json::{Value, json};

use crate::{Engine, State};

/// `GET /version`.
pub(super) fn version(engine: &Engine) -> Value {
    json!({
        "Platform": { "Name": "Docker Engine - Community" },
        "Components": [
            {
                "Name": "Engine",
                "Version": engine.version,
                "Details": { "ApiVersion": engine.api_version, "MinAPIVersion": "1.44", "Os": "linux", "Arch": "amd64" },
            },
            { "Name": "containerd", "Version": engine.containerd, "Details": { "GitCommit": format!("v{}", engine.containerd) } },
            { "Name": "runc", "Version": engine.runc, "Details": { "GitCommit": format!("v{}", engine.runc) } },
            { "Name": "docker-init", "Version": "0.19.0", "Details": { "GitCommit": "de40ad0" } },
        ],
        "Version": engine.version,
        "ApiVersion": engine.api_version,
        "MinAPIVersion": "1.44",
        "GitCommit": "4c9b3b0",
        "GoVersion": "go1.25.4",
        "Os": "linux",
        "Arch": "amd64",
        "KernelVersion": engine.kernel,
        "BuildTime": "2025-11-14T16:22:35.000000000+00:00",
    })
}

/// `GET /info`.
pub(super) fn info(engine: &Engine) -> Value {
    let count = |state| engine.containers.iter().filter(|container| container.state == state).count();
    json!({
        "ID": engine.id,
        "Containers": engine.containers.len(),
        "ContainersRunning": count(State::Running),
        "ContainersPaused": count(State::Paused),
        "ContainersStopped": count(State::Exited),
        "Images": engine.images.len(),
        "Driver": "overlay2",
        "DriverStatus": [["Backing Filesystem", "extfs"]],
        "Plugins": { "Volume": ["local"], "Network": ["bridge", "host", "null"], "Authorization": null, "Log": ["json-file"] },
        "MemoryLimit": true,
        "SwapLimit": true,
        "CpuCfsPeriod": true,
        "CpuCfsQuota": true,
        "CPUShares": true,
        "CPUSet": true,
        "PidsLimit": true,
        "IPv4Forwarding": true,
        "Debug": false,
        "OomKillDisable": false,
        "LoggingDriver": "json-file",
        "CgroupDriver": "systemd",
        "CgroupVersion": engine.cgroup_version.to_string(),
        "KernelVersion": engine.kernel,
        "OperatingSystem": "Debian GNU/Linux 12 (bookworm)",
        "OSVersion": "12",
        "OSType": "linux",
        "Architecture": "x86_64",
        "IndexServerAddress": "https://index.docker.io/v1/",
        "RegistryConfig": registries(engine),
        "NCPU": 8,
        "MemTotal": 33_554_432_000_u64,
        "DockerRootDir": "/var/lib/docker",
        "HttpProxy": "",
        "HttpsProxy": "",
        "NoProxy": "",
        "Name": engine.name,
        "Labels": [],
        "ExperimentalBuild": false,
        "ServerVersion": engine.version,
        "Runtimes": { "runc": { "path": "runc" } },
        "DefaultRuntime": "runc",
        "Swarm": { "NodeID": "", "NodeAddr": "", "LocalNodeState": "inactive", "ControlAvailable": false, "Error": "", "RemoteManagers": null },
        "LiveRestoreEnabled": engine.live_restore,
        "Isolation": "",
        "InitBinary": "docker-init",
        "SecurityOptions": engine.security_options,
        "Warnings": null,
    })
}

fn registries(engine: &Engine) -> Value {
    let mut indexes = serde_json::Map::new();
    indexes.insert(
        "docker.io".into(),
        json!({ "Name": "docker.io", "Mirrors": [], "Secure": true, "Official": true }),
    );
    for registry in &engine.insecure_registries {
        indexes.insert(
            registry.clone(),
            json!({ "Name": registry, "Mirrors": [], "Secure": false, "Official": false }),
        );
    }
    json!({
        "AllowNondistributableArtifactsCIDRs": null,
        "AllowNondistributableArtifactsHostnames": null,
        "InsecureRegistryCIDRs": ["::1/128", "127.0.0.0/8"],
        "IndexConfigs": indexes,
        "Mirrors": null,
    })
}
