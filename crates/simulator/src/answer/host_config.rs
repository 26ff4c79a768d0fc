use serde_json::{Value, json};

use super::list::network_mode;
use crate::{HostOptions, Restart};

const MASKED_PATHS: [&str; 11] = [
    "/proc/asound",
    "/proc/acpi",
    "/proc/kcore",
    "/proc/keys",
    "/proc/latency_stats",
    "/proc/timer_list",
    "/proc/timer_stats",
    "/proc/sched_debug",
    "/proc/scsi",
    "/sys/firmware",
    "/sys/devices/virtual/powercap",
];
const READ_ONLY_PATHS: [&str; 5] = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

/// `HostConfig` of an inspection.
pub(super) fn host_config(host: &HostOptions) -> Value {
    let mut config = limits(host);
    let confinement = confinement(host);
    let fields = config.as_object_mut().expect("a JSON object by construction");
    fields.extend(confinement.as_object().expect("a JSON object by construction").clone());
    config
}

fn limits(host: &HostOptions) -> Value {
    let (restart, tries) = match host.restart {
        Restart::No => ("no", 0),
        Restart::Always => ("always", 0),
        Restart::UnlessStopped => ("unless-stopped", 0),
        Restart::OnFailure(tries) => ("on-failure", tries),
    };
    json!({
        "Binds": if host.binds.is_empty() { Value::Null } else { json!(host.binds) },
        "ContainerIDFile": "",
        "LogConfig": { "Type": "json-file", "Config": {} },
        "PortBindings": port_bindings(host),
        "RestartPolicy": { "Name": restart, "MaximumRetryCount": tries },
        "AutoRemove": false,
        "VolumeDriver": "",
        "VolumesFrom": null,
        "ConsoleSize": [0, 0],
        "PublishAllPorts": false,
        "CpuShares": 0,
        "Memory": host.memory_bytes,
        "NanoCpus": host.nano_cpus,
        "CgroupParent": "",
        "BlkioWeight": 0,
        "CpuPeriod": 0,
        "CpuQuota": 0,
        "CpuRealtimePeriod": 0,
        "CpuRealtimeRuntime": 0,
        "CpusetCpus": "",
        "CpusetMems": "",
        "MemoryReservation": 0,
        "MemorySwap": host.memory_bytes * 2,
        "MemorySwappiness": null,
        "OomKillDisable": null,
        "PidsLimit": host.pids,
        "Ulimits": null,
        "ShmSize": 67_108_864,
        "Tmpfs": tmpfs(host),
        "Sysctls": if host.sysctls.is_empty() { Value::Null } else { json!(host.sysctls) },
    })
}

fn confinement(host: &HostOptions) -> Value {
    let unmasked = host.security_opt.iter().any(|option| option == "systempaths=unconfined");
    let paths = |paths: &[&str]| match (host.privileged, unmasked) {
        (true, _) => Value::Null,
        (false, true) => json!([]),
        (false, false) => json!(paths),
    };
    let words = |list: &[String]| if list.is_empty() { Value::Null } else { json!(list) };
    // The engine itself switches SELinux labels off where these namespaces are the host's.
    let mut security_opt = host.security_opt.clone();
    if host.privileged || host.pid == "host" || host.ipc == "host" {
        security_opt.push("label=disable".into());
    }
    json!({
        "CapAdd": words(&host.cap_add),
        "CapDrop": words(&host.cap_drop),
        "CgroupnsMode": if host.privileged { "host" } else { "private" },
        "Dns": [],
        "DnsOptions": [],
        "DnsSearch": [],
        "ExtraHosts": null,
        "GroupAdd": words(&host.group_add),
        "IpcMode": if host.ipc.is_empty() { "private" } else { &host.ipc },
        "Cgroup": "",
        "Links": null,
        "OomScoreAdj": 0,
        "PidMode": host.pid,
        "Privileged": host.privileged,
        "ReadonlyRootfs": host.read_only_root,
        "SecurityOpt": words(&security_opt),
        "UTSMode": host.uts,
        "UsernsMode": host.userns,
        "Runtime": "runc",
        "Isolation": "",
        "NetworkMode": network_mode(&host.network),
        "Devices": devices(host),
        "DeviceCgroupRules": null,
        "DeviceRequests": null,
        "MaskedPaths": paths(&MASKED_PATHS),
        "ReadonlyPaths": paths(&READ_ONLY_PATHS),
    })
}

fn port_bindings(host: &HostOptions) -> Value {
    let bindings = host.ports.iter().map(|port| {
        let binding = json!([{ "HostIp": port.address, "HostPort": port.host.to_string() }]);
        (format!("{}/tcp", port.container), binding)
    });
    Value::Object(bindings.collect())
}

fn tmpfs(host: &HostOptions) -> Value {
    if host.tmpfs.is_empty() {
        return Value::Null;
    }
    Value::Object(host.tmpfs.iter().map(|path| (path.clone(), "".into())).collect())
}

fn devices(host: &HostOptions) -> Value {
    let devices = host
        .devices
        .iter()
        .map(|path| json!({ "PathOnHost": path, "PathInContainer": path, "CgroupPermissions": "rwm" }));
    devices.collect()
}
