use std::ops::RangeInclusive;

use super::Case;
use super::rule::{Check, Gap, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::capability::Capability;
use crate::user::User;

pub const RULE: Rule = Rule {
    id: "CAP-032",
    title: "Device rule opens disks or everything",
    severity: Severity::Critical,
    references: References { cis: &["5.18"], nist: &["3.4.3"], owasp: &["D04"], attack: &["T1611"] },
    rationale: "With such a rule root makes itself a file for a disk of the host (`mknod`) and reads and writes all that is on it.",
    fix: "Remove `--device-cgroup-rule`, or name the one character device that is needed.",
    check: Check::Container(check),
};

/// Of the kernel's list of block devices, without those that count as loop, memory, floppy or optical: IDE, SCSI, RAID
/// controllers, DASD, DRBD, MMC, Xen, and those given out as they are asked for (device mapper, virtio, NVMe).
const DISK_MAJORS: [RangeInclusive<u16>; 16] = [
    3..=3,
    8..=9,
    22..=22,
    33..=34,
    48..=57,
    65..=79,
    88..=91,
    94..=94,
    104..=111,
    114..=114,
    128..=143,
    147..=147,
    179..=180,
    202..=202,
    240..=254,
    259..=259,
];

fn check(case: &Case<'_>) -> Verdict {
    let opening = || case.container.device_cgroup_rules.iter().filter(|rule| opens_disks(rule));
    let sets = [case.capabilities, case.capabilities_with_all];
    let makes_files = sets.iter().any(|sets| sets.bounding.contains(Capability::Mknod));
    let is_root = makes_files && case.user.may_be_root();
    let severity = if is_root { case.softened(RULE.severity) } else { Severity::Medium };
    let means = if is_root { "MKNOD makes a file of it" } else { "no MKNOD in effect to make a file of it" };
    let may_be_root = makes_files && matches!(case.user, User::Named(_)) && opening().next().is_some();
    let gap = may_be_root.then(|| Gap {
        missing: "the number of the named user: as root it makes itself the file of a disk".into(),
        could_be: case.softened(RULE.severity),
    });
    opening()
        .map(|rule| Hit::new(severity, format!("{rule}; {means}")).on(rule.as_str()))
        .collect::<Verdict>()
        .beside(gap)
}

/// `a`, `b *:* rwm`, `b 8:0 r`. Making the file (`m`) alone opens nothing.
pub(crate) fn opens_disks(rule: &str) -> bool {
    let mut words = rule.split_whitespace();
    let (kind, numbers) = (words.next().unwrap_or_default(), words.next().unwrap_or("*:*"));
    let access = words.next().unwrap_or("rwm");
    let major = numbers.split(':').next().unwrap_or_default();
    let is_disk = major == "*" || major.parse().is_ok_and(is_disk_major);
    let reaches = access.contains(['r', 'w']);
    reaches && (kind == "a" || kind == "b" && is_disk)
}

fn is_disk_major(major: u16) -> bool {
    DISK_MAJORS.iter().any(|majors| majors.contains(&major))
}

#[cfg(test)]
mod tests {
    use crate::facts::EngineKind;
    use crate::testing::{Sample, hardened};

    fn rule(text: &str) -> Sample {
        hardened().root().cap_add("MKNOD").container(|c| c.device_cgroup_rules = vec![text.into()])
    }

    fn check(text: &str, expected: &str) {
        rule(text).finds_by("CAP-032", &[&format!("{expected} {text}")]);
    }

    #[test]
    fn a_rule_for_disks_or_everything_is_critical_with_mknod_and_root() {
        for text in ["a", "a *:* rwm", "b *:* rwm", "b 8:0 r", "b 259:* w"] {
            check(text, "critical");
        }
    }

    #[test]
    fn without_mknod_or_root_it_is_medium() {
        rule("b 8:0 rwm").container(|c| c.cap_add.clear()).finds_by("CAP-032", &["medium b 8:0 rwm"]);
        rule("b 8:0 rwm").user("101").finds_by("CAP-032", &["medium b 8:0 rwm"]);
    }

    #[test]
    fn every_disk_is_known_by_its_number() {
        for major in [3, 8, 9, 22, 33, 34, 65, 71, 94, 128, 131, 135, 147, 179, 202, 240, 247, 252, 254, 259]
        {
            check(&format!("b {major}:* rwm"), "critical");
        }
        for major in [1, 2, 7, 11, 43, 127, 144, 239, 255, 260] {
            rule(&format!("b {major}:* rwm")).finds_by("CAP-032", &[]);
        }
    }

    #[test]
    fn what_all_gives_makes_files_too() {
        let podman = rule("a").host(|h| h.engine = EngineKind::Podman).container(|c| c.cap_drop.clear());
        let without = podman.clone().container(|c| c.cap_add.clear());
        without.finds_by("CAP-032", &["medium a"]);
        podman.clone().container(|c| c.cap_add = vec!["ALL".into()]).finds_by("CAP-032", &["critical a"]);
        let dropped = podman.container(|c| {
            c.cap_add = vec!["ALL".into()];
            c.cap_drop = vec!["MKNOD".into()];
        });
        dropped.finds_by("CAP-032", &["medium a"]);
    }

    #[test]
    fn character_devices_and_other_majors_are_fine() {
        for text in ["c 10:200 rwm", "c *:* rwm", "b 7:0 rwm", "b 8:0 m", ""] {
            rule(text).finds_by("CAP-032", &[]);
        }
    }

    #[test]
    fn a_named_user_may_be_root() {
        let named = rule("a").user("admin");
        named.finds_by("CAP-032", &["medium a"]);
        assert!(named.unknown_lines().contains(&"CAP-032 critical".to_owned()));
    }

    #[test]
    fn in_a_user_namespace_no_file_of_a_disk_can_be_made() {
        rule("a").host(|h| h.rootless = true).finds_by("CAP-032", &["high a"]);
    }
}
