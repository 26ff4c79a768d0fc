use posture::facts::{Device, DeviceRequest, Resources, RestartPolicy};

use super::container::slice;
use super::kept::{kept, kept_or_empty};
use super::raw::{self, HostConfig, List, Restart, Text};
use crate::{Document, IntakeError};

/// Negative limits mean unlimited, as 0 does.
pub(super) fn read_resources(host: &HostConfig<'_>) -> Resources {
    let limit = |number: Option<i64>| u64::try_from(number.unwrap_or_default()).unwrap_or_default();
    Resources {
        memory_bytes: limit(host.memory),
        nano_cpus: limit(host.nano_cpus),
        cpu_shares: limit(host.cpu_shares),
        cpu_quota_us: limit(host.cpu_quota),
        pids: Some(limit(host.pids_limit)).filter(|pids| *pids > 0),
        oom_kill_disabled: host.oom_kill_disable.unwrap_or_default(),
        cgroup_parent: kept_or_empty(host.cgroup_parent.as_ref()),
        ulimits_set: !slice(host.ulimits.as_ref()).is_empty(),
    }
}

pub(super) fn read_restart_policy(restart: Option<&Restart<'_>>) -> Result<RestartPolicy, IntakeError> {
    let Some(restart) = restart else { return Ok(RestartPolicy::No) };
    let tries = restart.maximum_retry_count.unwrap_or_default().max(0);
    match restart.name.as_ref().map_or("", Text::expose) {
        "" | "no" => Ok(RestartPolicy::No),
        "always" => Ok(RestartPolicy::Always),
        "unless-stopped" => Ok(RestartPolicy::UnlessStopped),
        "on-failure" => Ok(RestartPolicy::OnFailure { max_tries: u32::try_from(tries).unwrap_or(u32::MAX) }),
        _ => Err(Document::Container.unexpected("HostConfig.RestartPolicy.Name")),
    }
}

pub(super) fn read_devices(host: &HostConfig<'_>) -> Vec<Device> {
    let read = |device: &raw::Device<'_>| Device {
        host_path: kept_or_empty(device.path_on_host.as_ref()),
        container_path: kept_or_empty(device.path_in_container.as_ref()),
        permissions: kept_or_empty(device.cgroup_permissions.as_ref()),
    };
    sorted(slice(host.devices.as_ref()).iter().map(read))
}

/// Devices of the container device interface name no capability: their class (`nvidia.com/gpu`) stands for it.
pub(super) fn read_device_requests(host: &HostConfig<'_>) -> Vec<DeviceRequest> {
    let read = |request: &raw::DeviceRequest<'_>| {
        let capabilities = slice(request.capabilities.as_ref()).iter().flat_map(List::as_slice);
        let ids = slice(request.device_ids.as_ref()).iter().map(Text::expose);
        let classes = ids.filter_map(|id| id.split_once('=')).map(|(class, _)| class);
        let mut capabilities: Vec<String> = capabilities.map(Text::expose).chain(classes).map(kept).collect();
        capabilities.sort_unstable();
        capabilities.dedup();
        DeviceRequest { driver: kept_or_empty(request.driver.as_ref()), capabilities }
    };
    sorted(slice(host.device_requests.as_ref()).iter().map(read))
}

fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    items.sort_unstable();
    items.dedup();
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(json: &str) -> HostConfig<'_> {
        serde_json::from_str(json).expect("a host configuration")
    }

    #[test]
    fn null_zero_and_minus_one_are_no_limit_of_pids() {
        for none in ["null", "0", "-1"] {
            assert_eq!(read_resources(&host(&format!(r#"{{"PidsLimit":{none}}}"#))).pids, None, "{none}");
        }
        assert_eq!(read_resources(&host(r#"{"PidsLimit":100}"#)).pids, Some(100));
    }

    #[test]
    fn restart_policies_are_read_and_an_unknown_one_is_an_error() {
        let read = |name: &str| {
            let json = format!(r#"{{"RestartPolicy":{{"Name":"{name}","MaximumRetryCount":5}}}}"#);
            read_restart_policy(host(&json).restart_policy.as_ref())
        };
        assert_eq!(read(""), Ok(RestartPolicy::No));
        assert_eq!(read("unless-stopped"), Ok(RestartPolicy::UnlessStopped));
        assert_eq!(read("on-failure"), Ok(RestartPolicy::OnFailure { max_tries: 5 }));
        assert!(read("sometimes").is_err());
    }

    #[test]
    fn a_gpu_is_known_by_capability_or_by_class() {
        let json = r#"{"DeviceRequests":[{"Driver":"","Count":-1,"Capabilities":[["gpu","nvidia"]]},
            {"Driver":"cdi","DeviceIDs":["nvidia.com/gpu=all"]}]}"#;
        let capabilities: Vec<_> =
            read_device_requests(&host(json)).into_iter().map(|r| r.capabilities).collect();
        assert_eq!(capabilities, [vec!["gpu", "nvidia"], vec!["nvidia.com/gpu"]]);
    }
}
