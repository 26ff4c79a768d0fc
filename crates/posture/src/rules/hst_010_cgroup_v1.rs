use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::facts::Host;
use crate::{Policy, Severity};

pub const RULE: Rule = Rule {
    id: "HST-010",
    title: "cgroup v1",
    severity: Severity::Info,
    references: References { cis: &[], nist: &["3.5.2"], owasp: &["D04"], attack: &["T1611"] },
    rationale: "With cgroup v1 a container that may mount can have the host run a program of its choice (release_agent).",
    fix: "Boot with the unified hierarchy, the default of current distributions.",
    check: Check::Host(check),
};

fn check(host: &Host, _: &Policy) -> Verdict {
    match host.cgroup_version {
        Some(version) => Verdict::fail_if(version == 1, || Hit::new(RULE.severity, "cgroup v1")),
        None => Verdict::unknown("the cgroup version", RULE.severity),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::hardened_host;

    #[test]
    fn version_one_is_worth_knowing() {
        hardened_host().host(|h| h.cgroup_version = Some(1)).host_finds(&["HST-010 info"]);
    }

    #[test]
    fn an_engine_that_does_not_say_leaves_it_unknown() {
        hardened_host().host(|h| h.cgroup_version = None).host_misses(&["HST-010 info"]);
    }

    #[test]
    fn version_two_is_fine() {
        hardened_host().host(|h| h.cgroup_version = Some(2)).host_finds(&[]);
    }
}
