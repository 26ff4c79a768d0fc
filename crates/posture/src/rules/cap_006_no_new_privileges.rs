use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "CAP-006",
    title: "no-new-privileges not set",
    severity: Severity::Medium,
    references: References {
        cis: &["5.26", "2.14"],
        nist: &["3.4.3"],
        owasp: &["D04"],
        attack: &["T1548.001"],
    },
    rationale: "Without it a process gains privileges through setuid programs and file capabilities, so that a \
                container that does not run as root can become root.",
    fix: "Start with `--security-opt no-new-privileges`, or make it the default of the engine.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    match case.no_new_privileges() {
        Some(true) => Verdict::Pass,
        Some(false) => Verdict::fail(Hit::new(RULE.severity, "neither the container nor the engine sets it")),
        None => Verdict::unknown("the engine's default for no-new-privileges", RULE.severity),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Sample, hardened};

    fn set(container: Option<bool>, engine: Option<bool>) -> Sample {
        hardened()
            .container(|c| c.security.no_new_privileges = container)
            .host(|h| h.confinement.no_new_privileges_default = engine)
    }

    #[test]
    fn unset_is_medium() {
        set(Some(false), Some(false)).finds(&["CAP-006 medium"]);
        set(None, Some(false)).finds(&["CAP-006 medium"]);
    }

    #[test]
    fn the_container_overrides_the_engine() {
        set(Some(true), Some(false)).finds(&[]);
        set(Some(false), Some(true)).finds(&["CAP-006 medium"]);
    }

    #[test]
    fn the_default_of_the_engine_is_enough() {
        set(None, Some(true)).finds(&[]);
    }

    #[test]
    fn where_neither_says_it_is_unknown() {
        set(None, None).misses(&["CAP-006 medium"]);
    }
}
