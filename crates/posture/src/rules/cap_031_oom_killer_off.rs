use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "CAP-031",
    title: "OOM killer off without a memory limit",
    severity: Severity::Medium,
    references: References { cis: &[], nist: &["3.4.3"], owasp: &["D07"], attack: &["T1499"] },
    rationale: "When memory runs out the kernel may not end this container, takes others instead, and at last the host stands still.",
    fix: "Remove `--oom-kill-disable`, or set a limit beside it: `--memory 512m`.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let resources = &case.container.resources;
    if !resources.oom_kill_disabled || resources.memory_bytes > 0 {
        return Verdict::Pass;
    }
    match case.host.cgroup_version {
        // The kernel has no such switch there, and engines ignore the option.
        Some(2) => Verdict::NotApplicable,
        Some(_) => Verdict::fail(Hit::new(RULE.severity, "the OOM killer is off and memory is not limited")),
        None => {
            Verdict::unknown("the cgroup version: with version 1 the OOM killer would be off", RULE.severity)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Sample, hardened};

    fn off(memory_bytes: u64, version: Option<u8>) -> Sample {
        let sample = hardened().host(|h| h.cgroup_version = version);
        sample.container(|c| {
            c.resources.oom_kill_disabled = true;
            c.resources.memory_bytes = memory_bytes;
        })
    }

    #[test]
    fn off_without_a_limit_is_medium() {
        off(0, Some(1)).finds(&["CAP-031 medium", "CAP-018 low"]);
    }

    #[test]
    fn a_limit_bounds_the_harm() {
        off(1 << 28, Some(1)).finds(&[]);
    }

    #[test]
    fn with_cgroup_version_2_the_option_does_nothing() {
        off(0, Some(2)).finds(&["CAP-018 low"]);
        off(0, Some(2)).misses(&[]);
        off(0, None).misses(&["CAP-031 medium"]);
    }

    #[test]
    fn without_the_version_of_cgroups_it_is_unknown() {
        let off = hardened().container(|c| {
            (c.resources.oom_kill_disabled, c.resources.memory_bytes) = (true, 0);
        });
        let untold = off.host(|h| h.cgroup_version = None);
        untold.finds_by("CAP-031", &[]);
        untold.misses(&["CAP-031 medium"]);
    }
}
