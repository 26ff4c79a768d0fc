use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::facts::PathMask;

pub const RULE: Rule = Rule {
    id: "CAP-016",
    title: "System paths exposed",
    severity: Severity::High,
    references: References { cis: &[], nist: &["3.4.3"], owasp: &["D04"], attack: &["T1611"] },
    rationale: "Engines hide parts of /proc and /sys that tell of the host or change it. Exposed, they lead out of the container.",
    fix: "Remove `systempaths=unconfined`.",
    check: Check::Container(check),
};

/// Null lists come with privileged, and are evidence of it; an empty list was asked for.
fn check(case: &Case<'_>) -> Verdict {
    let security = &case.container.security;
    let exposed = [security.masked_paths, security.readonly_paths].contains(&PathMask::Empty);
    Verdict::fail_if(exposed, || {
        Hit::new(RULE.severity, "no system path is masked").caused_by(case.privileged_cause())
    })
}

#[cfg(test)]
mod tests {
    use crate::facts::PathMask;
    use crate::testing::hardened;

    #[test]
    fn exposed_paths_are_high() {
        hardened().container(|c| c.security.masked_paths = PathMask::Empty).finds(&["CAP-016 high"]);
        hardened().container(|c| c.security.readonly_paths = PathMask::Empty).finds(&["CAP-016 high"]);
    }

    #[test]
    fn what_comes_with_privileged_is_evidence_of_it_only() {
        hardened()
            .privileged()
            .container(|c| c.security.masked_paths = PathMask::Null)
            .finds(&["CAP-001 critical"]);
    }

    #[test]
    fn what_was_asked_for_stays_beneath_privileged() {
        let sample = hardened().privileged().container(|c| c.security.readonly_paths = PathMask::Empty);
        sample.finds(&["CAP-001 critical", "CAP-016 high"]);
    }
}
