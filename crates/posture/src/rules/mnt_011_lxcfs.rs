use super::Case;
use super::mounts::{self, Judgement, is_or_below};
use super::rule::{Check, References, Rule, Verdict};
use crate::Severity;
use crate::facts::{Mount, MountKind};

pub const RULE: Rule = Rule {
    id: "MNT-011",
    title: "lxcfs writable",
    severity: Severity::High,
    references: References { cis: &["5.6"], nist: &["3.4.3"], owasp: &["D04"], attack: &["T1611"] },
    rationale: "lxcfs shows the host's cgroups through its files. Written from inside they change what the container may do, devices included.",
    fix: "Mount single files of lxcfs, and read-only: `/var/lib/lxcfs/proc/meminfo:/proc/meminfo:ro`.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    mounts::verdict(case, RULE.id)
}

pub(super) fn judge(mount: &Mount) -> Option<Judgement> {
    let is_lxcfs =
        ["/var/lib/lxcfs", "/var/lib/lxc/lxcfs"].iter().any(|place| is_or_below(&mount.source, place));
    (mount.kind == MountKind::Bind && is_lxcfs && !mount.read_only)
        .then(|| Judgement::new(RULE.severity, format!("{} (writable)", mount.source)))
}

#[cfg(test)]
mod tests {
    use crate::testing::hardened;

    #[test]
    fn writable_it_is_high() {
        hardened().bind("/var/lib/lxcfs", "/x").finds(&["MNT-011 high /x"]);
        hardened().bind("/var/lib/lxcfs/proc/cpuinfo", "/x").finds(&["MNT-011 high /x"]);
    }

    #[test]
    fn read_only_it_is_a_sensitive_path_like_others() {
        hardened().bind_read_only("/var/lib/lxcfs/proc/meminfo", "/x").finds(&["MNT-003 low /x"]);
    }

    #[test]
    fn a_similar_name_is_another_path() {
        hardened().bind("/var/lib/lxcfs-data", "/x").finds(&["MNT-003 medium /x"]);
    }

    #[test]
    fn what_lies_in_it_is_part_of_it() {
        hardened().bind("/var/lib/lxcfs/proc/uptime", "/proc/uptime").finds(&["MNT-011 high /proc/uptime"]);
        hardened().volume("lxcfs", "/var/lib/lxcfs").finds(&[]);
    }
}
