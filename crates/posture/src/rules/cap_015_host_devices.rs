use super::Case;
use super::disks::is_disk;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::facts::{Device, DeviceRequest};

pub const RULE: Rule = Rule {
    id: "CAP-015",
    title: "Host device",
    severity: Severity::Medium,
    references: References { cis: &["5.18"], nist: &["3.4.3"], owasp: &["D04"], attack: &["T1611"] },
    rationale: "A device is an interface to the kernel without the file system's checks. A disk gives every file of the host, raw memory gives the kernel.",
    fix: "Remove the device, or hand over the one that is needed with the least permissions.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let devices = case.container.devices.iter().map(device);
    let requests = case.container.device_requests.iter().map(request);
    devices.chain(requests).map(|hit| hit.caused_by(case.privileged_cause())).collect()
}

fn device(device: &Device) -> Hit {
    let path = device.host_path.as_str();
    let (severity, what) = judge(path);
    Hit::new(severity, format!("{path} ({}): {what}", device.permissions)).on(path)
}

/// Critical: a disk or raw memory.
pub(crate) fn severity(device: &Device) -> Severity {
    judge(&device.host_path).0
}

fn judge(path: &str) -> (Severity, &'static str) {
    match path.strip_prefix("/dev/").unwrap_or(path) {
        "/dev" => (Severity::Critical, "every device of the host"),
        "mem" | "kmem" | "port" => (Severity::Critical, "raw memory of the host"),
        name if is_gpu(name) => (Severity::Low, "a GPU"),
        name if path.starts_with("/dev/") && is_disk(name) => (Severity::Critical, "a disk of the host"),
        _ => (RULE.severity, "a device of the host"),
    }
}

fn request(request: &DeviceRequest) -> Hit {
    let gpu = request.driver == "nvidia"
        || names_gpu(&request.driver)
        || request.capabilities.iter().any(|capability| names_gpu(capability));
    let severity = if gpu { Severity::Low } else { RULE.severity };
    Hit::new(severity, "asked of a device driver").on(request.name())
}

fn is_gpu(name: &str) -> bool {
    name == "dri"
        || name == "kfd"
        || name.starts_with("dri/")
        || name.starts_with("nvidia")
        || names_gpu(name.split('=').next().unwrap_or(name))
}

/// `gpu`, or of the Container Device Interface: `nvidia.com/gpu`.
fn names_gpu(kind: &str) -> bool {
    kind.rsplit('/').next() == Some("gpu")
}

#[cfg(test)]
mod tests {
    use crate::facts::DeviceRequest;
    use crate::testing::hardened;

    #[test]
    fn raw_memory_and_disks_are_critical() {
        for path in ["/dev/mem", "/dev/port", "/dev"] {
            hardened().device(path).finds(&[&format!("CAP-015 critical {path}")]);
        }
        for disk in [
            "sda",
            "sdab12",
            "hda1",
            "vdb",
            "xvda1",
            "nvme0n1p2",
            "mmcblk0",
            "mmcblk0p1",
            "mmcblk0boot1",
            "md127",
            "dm-0",
            "drbd0",
            "bcache0",
            "pmem0",
            "pmem0.1s",
            "sg0",
            "root",
            "mapper/root",
            "disk/by-id/x",
            "block/8:0",
            "zvol/tank/x",
            "vg0/root",
            "mapper",
        ] {
            let path = format!("/dev/{disk}");
            hardened().device(&path).finds(&[&format!("CAP-015 critical {path}")]);
        }
    }

    #[test]
    fn a_gpu_is_low_by_path_or_by_request() {
        hardened().device("/dev/dri/card0").finds(&["CAP-015 low /dev/dri/card0"]);
        hardened().device("/dev/nvidia0").finds(&["CAP-015 low /dev/nvidia0"]);
        let request = DeviceRequest { driver: String::new(), capabilities: vec!["gpu".into()] };
        hardened().container(|c| c.device_requests = vec![request]).finds(&["CAP-015 low gpu"]);
    }

    #[test]
    fn the_evidence_says_what_the_device_is() {
        hardened().device("/dev/sda").shows("CAP-015", "/dev/sda (rwm): a disk of the host");
        hardened().device("/dev/fuse").shows("CAP-015", "/dev/fuse (rwm): a device of the host");
    }

    #[test]
    fn a_gpu_of_the_container_device_interface_is_low() {
        hardened().device("nvidia.com/gpu=all").finds(&["CAP-015 low nvidia.com/gpu=all"]);
        let request = DeviceRequest { driver: "cdi".into(), capabilities: vec!["nvidia.com/gpu".into()] };
        hardened().container(|c| c.device_requests = vec![request]).finds(&["CAP-015 low cdi"]);
    }

    #[test]
    fn other_devices_are_medium() {
        for path in [
            "/dev/fuse",
            "/dev/ttyUSB0",
            "/dev/net/tun",
            "/dev/snd/timer",
            "/dev/bus/usb/001/002",
            "/dev/memory_bandwidth",
            "/dev/mdio-bus",
            "/dev/hdmi0",
            "/dev/sdr0",
            "/dev/loop-control",
            "/dev/mapper/control",
            "vendor.com/device=a",
        ] {
            hardened().device(path).finds(&[&format!("CAP-015 medium {path}")]);
        }
    }

    #[test]
    fn an_explicit_device_stays_beneath_privileged() {
        let sample = hardened().privileged().device("/dev/fuse");
        sample.finds(&["CAP-001 critical", "CAP-015 medium /dev/fuse"]);
    }

    #[test]
    fn a_disk_that_may_only_be_read_tells_every_file_all_the_same() {
        let read = hardened().device("/dev/sda").container(|c| c.devices[0].permissions = "r".into());
        read.finds(&["CAP-015 critical /dev/sda"]);
        read.shows("CAP-015", "/dev/sda (r): a disk of the host");
    }
}
