use chrono::Days;

use super::Case;
use super::rule::{Aged, Check, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::facts::State;

pub const RULE: Rule = Rule {
    id: "STL-005",
    title: "Running without a restart for long",
    severity: Severity::Low,
    references: References { cis: &[], nist: &["3.4.4"], owasp: &["D02", "D09"], attack: &[] },
    rationale: "What runs for months was not updated for months, and nobody knows whether it would start again.",
    fix: "Start it again from an up-to-date image, regularly.",
    check: Check::Aging(check),
};

fn check(case: &Case<'_>) -> Aged {
    let runs = matches!(case.runtime.state, State::Running | State::Paused);
    let started = case.runtime.started_at.filter(|_| runs);
    let days = Days::new(case.policy.thresholds.running_days.into());
    let due = started.and_then(|at| at.checked_add_days(days));
    let Some((started, due)) = started.zip(due) else {
        return Aged { verdict: Verdict::NotApplicable, due_at: None };
    };
    if due > case.now {
        return Aged { verdict: Verdict::Pass, due_at: Some(due) };
    }
    let evidence = format!("running since {}", started.format("%Y-%m-%d"));
    Aged { verdict: Verdict::fail(Hit::new(RULE.severity, evidence)), due_at: None }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use crate::facts::State;
    use crate::testing::{Sample, hardened};

    fn started_days_ago(days: i64) -> Sample {
        let sample = hardened();
        let started = sample.now - TimeDelta::days(days);
        sample.runtime(|r| r.started_at = Some(started))
    }

    #[test]
    fn ninety_days_without_a_restart_are_low() {
        started_days_ago(89).finds(&[]);
        started_days_ago(90).finds(&["STL-005 low"]);
    }

    #[test]
    fn the_policy_says_how_long_is_long() {
        started_days_ago(29).policy(|p| p.thresholds.running_days = 30).finds(&[]);
        started_days_ago(30).policy(|p| p.thresholds.running_days = 30).finds(&["STL-005 low"]);
    }

    #[test]
    fn it_is_due_on_the_ninetieth_day() {
        let sample = started_days_ago(85);
        assert_eq!(sample.outcome().due_at, Some(sample.now + TimeDelta::days(5)));
    }

    #[test]
    fn what_does_not_run_is_not_judged() {
        started_days_ago(100).runtime(|r| r.state = State::Exited).finds(&[]);
    }
}
