//! Ways through devices and control groups.

use super::Way;
use crate::Severity;
use crate::capability::Capability;
use crate::outcome::EscapeKind;
use crate::rules::{Case, device_severity, opens_disks};

pub(super) fn ways(case: &Case<'_>) -> Vec<Way> {
    raw_devices(case).chain(device_rules(case)).chain(writable_cgroups(case)).collect()
}

fn raw_devices<'c>(case: &'c Case<'_>) -> impl Iterator<Item = Way> + 'c {
    let raw = case.container.devices.iter().filter(|device| device_severity(device) == Severity::Critical);
    raw.map(|device| {
        let path = device.host_path.as_str();
        let evidence = format!("{path} ({}) can be read or written past all permissions", device.permissions);
        let closed_by = format!("removing the device {path}");
        Way::of_root(case, EscapeKind::RawDevice, "CAP-015", &evidence, &closed_by).on(path)
    })
}

/// Under privileged every device is open anyway.
fn device_rules<'c>(case: &'c Case<'_>) -> impl Iterator<Item = Way> + 'c {
    let makes_files = case.capabilities_with_all.bounding.contains(Capability::Mknod)
        && !case.user.is_proven_other()
        && !case.container.privileged;
    let rules =
        case.container.device_cgroup_rules.iter().filter(move |rule| makes_files && opens_disks(rule));
    rules.map(|rule| {
        let evidence = format!("with MKNOD, a file for a disk of the host can be made and opened ({rule})");
        let closed_by = "removing the device rule, or dropping MKNOD";
        Way::of_root(case, EscapeKind::DeviceRule, "CAP-032", &evidence, closed_by).on(rule)
    })
}

fn writable_cgroups(case: &Case<'_>) -> Option<Way> {
    let open = case.container.security.writable_cgroups && case.host.cgroup_version == Some(1);
    let evidence = "a release agent can be written, which the host runs as root";
    let closed_by = "removing writable-cgroups=true, or cgroup v2 on the host";
    open.then(|| Way::of_root(case, EscapeKind::WritableCgroups, "CAP-028", evidence, closed_by))
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use crate::testing::{Sample, hardened};

    #[test]
    fn a_raw_disk_or_memory_gives_the_host_and_other_devices_do_not() {
        check(&hardened().root().device("/dev/sda"), &["RawDevice CAP-015 /dev/sda: host root"]);
        check(&hardened().root().device("/dev/mem"), &["RawDevice CAP-015 /dev/mem: host root"]);
        check(&hardened().root().device("/dev/fuse"), &[]);
        check(&hardened().device("/dev/sda"), &["RawDevice CAP-015 /dev/sda: host root after escalation"]);
    }

    fn rule(text: &str) -> Sample {
        hardened().root().cap_add("MKNOD").container(|c| c.device_cgroup_rules = vec![text.into()])
    }

    #[test]
    fn a_rule_for_disks_gives_the_host_with_mknod_and_root() {
        check(&rule("b 8:0 rwm"), &["DeviceRule CAP-032 b 8:0 rwm: host root"]);
        check(&rule("c 10:200 rwm"), &[]);
        check(&rule("a").user("101"), &[]);
        check(&rule("a").container(|c| c.cap_add.clear()), &[]);
    }

    #[test]
    fn under_privileged_the_rule_is_no_way_of_its_own() {
        check(&rule("a").privileged(), &["Privileged CAP-001 : host root"]);
    }

    #[test]
    fn writable_cgroups_give_the_host_with_version_1() {
        let writable = hardened().root().container(|c| c.security.writable_cgroups = true);
        check(&writable, &[]);
        let v1 = writable.host(|h| h.cgroup_version = Some(1));
        check(&v1, &["WritableCgroups CAP-028 : host root"]);
    }
}
