use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "MNT-007",
    title: "Root filesystem writable",
    severity: Severity::Medium,
    references: References {
        cis: &["5.13"],
        nist: &["3.4.3", "4.4.4"],
        owasp: &["D04", "D09"],
        attack: &["T1525"],
    },
    rationale: "Whoever gets in can leave programs and change the ones that are there, and nobody sees a difference \
                to the image.",
    fix: "Run with a read-only root filesystem (`--read-only`) and a tmpfs or a volume where the program writes.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    Verdict::fail_if(!case.container.read_only_root, || {
        Hit::new(RULE.severity, "the root filesystem is writable")
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::hardened;

    #[test]
    fn a_writable_root_filesystem_is_medium() {
        hardened().container(|c| c.read_only_root = false).finds(&["MNT-007 medium"]);
    }

    #[test]
    fn a_read_only_one_is_fine_with_volumes_that_are_written() {
        hardened().volume("data", "/data").finds(&[]);
    }

    #[test]
    fn a_tmpfs_does_not_make_the_rest_read_only() {
        let tmp = crate::facts::Mount {
            kind: crate::facts::MountKind::Tmpfs,
            destination: "/tmp".into(),
            ..crate::facts::Mount::default()
        };
        hardened()
            .container(|c| (c.read_only_root, c.mounts) = (false, vec![tmp]))
            .finds(&["MNT-007 medium"]);
    }
}
