use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::facts::State;

pub const RULE: Rule = Rule {
    id: "STL-006",
    title: "Restarting or unhealthy",
    severity: Severity::Low,
    references: References { cis: &[], nist: &["3.4.4"], owasp: &["D07"], attack: &["T1499"] },
    rationale: "A container that fails again and again is one that nobody watches.",
    fix: "Read its log and mend what fails, or remove it.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let evidence = if case.runtime.state == State::Restarting {
        "restarting"
    } else if case.runtime.unhealthy {
        "its health check fails"
    } else {
        return Verdict::Pass;
    };
    Verdict::fail(Hit::new(RULE.severity, evidence))
}

#[cfg(test)]
mod tests {
    use crate::facts::State;
    use crate::testing::hardened;

    #[test]
    fn restarting_and_unhealthy_are_low() {
        hardened().runtime(|r| r.state = State::Restarting).finds(&["STL-006 low"]);
        hardened().runtime(|r| r.unhealthy = true).finds(&["STL-006 low"]);
    }

    #[test]
    fn one_that_runs_and_is_healthy_is_fine() {
        hardened().runtime(|r| (r.state, r.unhealthy) = (State::Running, false)).finds(&[]);
    }

    #[test]
    fn both_are_one_finding_and_the_evidence_says_which() {
        let both = hardened().runtime(|r| (r.state, r.unhealthy) = (State::Restarting, true));
        both.finds(&["STL-006 low"]);
        both.shows("STL-006", "restarting");
    }

    #[test]
    fn one_that_was_restarted_and_settled_is_fine() {
        hardened().runtime(|r| (r.state, r.restart_count) = (State::Running, 40)).finds(&[]);
    }
}
