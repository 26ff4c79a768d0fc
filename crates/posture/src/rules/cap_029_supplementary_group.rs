use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "CAP-029",
    title: "Powerful supplementary group",
    severity: Severity::Medium,
    references: References { cis: &[], nist: &["3.4.3"], owasp: &["D01"], attack: &["T1548"] },
    rationale: "On whatever of the host is mounted or handed over, these groups read and write what is root's: group 0 its files, docker the engine's socket, disk the disks, kmem the memory.",
    fix: "Remove `--group-add`, or make a group for the one file that is needed.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let groups = case.container.supplementary_groups.iter();
    let powerful = groups.filter_map(|group| Some((group, why(group)?)));
    powerful.map(|(group, why)| Hit::new(RULE.severity, why).on(group.as_str())).collect()
}

/// Only two numbers mean the same everywhere.
fn why(group: &str) -> Option<&'static str> {
    match group {
        "root" => Some("the group of root"),
        "docker" => Some("the group of the engine's socket"),
        "disk" | "6" => Some("the group of the disks"),
        "kmem" => Some("the group of the kernel's memory"),
        number => {
            let is_zero = !number.is_empty() && number.bytes().all(|byte| byte == b'0');
            is_zero.then_some("the group of root")
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Sample, hardened};

    fn joins(groups: &[&str]) -> Sample {
        hardened().container(|c| c.supplementary_groups = groups.iter().copied().map(String::from).collect())
    }

    #[test]
    fn each_powerful_group_is_medium() {
        joins(&["0", "docker", "kmem"]).finds(&[
            "CAP-029 medium 0",
            "CAP-029 medium docker",
            "CAP-029 medium kmem",
        ]);
        joins(&["root"]).finds(&["CAP-029 medium root"]);
        joins(&["disk"]).finds(&["CAP-029 medium disk"]);
    }

    #[test]
    fn other_groups_are_fine() {
        joins(&["1000", "audio", "video", "10"]).finds(&[]);
    }

    #[test]
    fn no_group_is_fine() {
        joins(&[]).finds(&[]);
        joins(&[""]).finds(&[]);
    }
}
