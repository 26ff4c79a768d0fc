use super::Case;
use super::rule::{Check, Gap, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "CAP-028",
    title: "Writable cgroups",
    severity: Severity::High,
    references: References { cis: &[], nist: &["3.4.3"], owasp: &["D04"], attack: &["T1611"] },
    rationale: "Whoever writes control groups lifts every limit. With cgroup v1 a release agent written there runs on the host as root.",
    fix: "Remove `writable-cgroups=true`; a container that starts others in it runs on cgroup v2 with a namespace of its own.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    if !case.container.security.writable_cgroups {
        return Verdict::Pass;
    }
    let (severity, version) = match case.host.cgroup_version {
        Some(1) => (RULE.severity, "cgroup v1"),
        Some(_) => (RULE.severity.lowered(), "cgroup v2"),
        None => (RULE.severity.lowered(), "an unknown version"),
    };
    let evidence = format!("writable-cgroups=true, on {version}");
    let gap = case.host.cgroup_version.is_none().then(|| Gap {
        missing: "the cgroup version: with version 1 writable cgroups lead to the host".into(),
        could_be: case.softened(RULE.severity),
    });
    let hit = Hit::new(case.softened(severity), evidence).caused_by(case.privileged_cause());
    Verdict::fail(hit).beside(gap)
}

#[cfg(test)]
mod tests {
    use crate::testing::{Sample, hardened};

    fn writable(version: Option<u8>) -> Sample {
        hardened().container(|c| c.security.writable_cgroups = true).host(|h| h.cgroup_version = version)
    }

    #[test]
    fn they_are_high_with_version_1_and_medium_with_version_2() {
        writable(Some(1)).finds(&["CAP-028 high"]);
        writable(Some(2)).finds(&["CAP-028 medium"]);
    }

    #[test]
    fn without_the_version_the_worse_is_not_ruled_out() {
        writable(None).finds(&["CAP-028 medium"]);
        writable(None).misses(&["CAP-028 high"]);
    }

    #[test]
    fn in_a_user_namespace_they_are_one_step_lower() {
        writable(Some(1)).host(|h| h.rootless = true).finds(&["CAP-028 medium"]);
    }

    #[test]
    fn the_option_stays_beneath_privileged() {
        writable(Some(2)).privileged().finds(&["CAP-001 critical", "CAP-028 medium"]);
    }
}
