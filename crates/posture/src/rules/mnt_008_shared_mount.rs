use super::Case;
use super::mounts::{self, Around, Judgement};
use super::rule::{Check, References, Rule, Verdict};
use crate::Severity;
use crate::facts::Mount;

pub const RULE: Rule = Rule {
    id: "MNT-008",
    title: "Writable mount shared with another project",
    severity: Severity::Low,
    references: References { cis: &[], nist: &["3.4.3"], owasp: &["D03", "D04"], attack: &["T1080"] },
    rationale: "What one workload writes the other reads and may run: if one falls, so does the other, and nobody who looks at one project sees it.",
    fix: "Give each project a volume of its own, or mount it read-only where it is only read.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    mounts::verdict(case, RULE.id)
}

pub(super) fn judge(mount: &Mount, around: Around<'_>) -> Option<Judgement> {
    let shared = around.surroundings.shared_mounts.contains(&mount.destination);
    let evidence = || format!("{} is mounted by a workload of another project too", mount.source);
    (shared && !mount.read_only).then(|| Judgement::new(RULE.severity, evidence()))
}

#[cfg(test)]
mod tests {
    use crate::testing::hardened;

    #[test]
    fn what_another_project_has_too_is_low() {
        let shared =
            |sample: crate::testing::Sample| sample.surroundings(|s| s.shared_mounts = vec!["/data".into()]);
        shared(hardened().volume("uploads", "/data").volume("own", "/own")).finds(&["MNT-008 low /data"]);
        shared(hardened().bind("/srv/uploads", "/data")).finds(&["MNT-008 low /data"]);
    }

    #[test]
    fn a_volume_of_ones_own_is_fine() {
        hardened().volume("data", "/data").finds(&[]);
    }

    #[test]
    fn a_worse_path_hides_that_it_is_shared() {
        let sample = hardened().bind("/etc", "/e").surroundings(|s| s.shared_mounts = vec!["/e".into()]);
        sample.finds(&["MNT-003 high /e"]);
    }

    #[test]
    fn what_is_only_read_here_harms_nobody() {
        let sample = hardened().bind_read_only("/srv/x", "/d");
        sample.surroundings(|s| s.shared_mounts = vec!["/d".into()]).finds(&[]);
    }
}
