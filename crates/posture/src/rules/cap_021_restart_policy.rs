use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::facts::RestartPolicy;

pub const RULE: Rule = Rule {
    id: "CAP-021",
    title: "Restarts without a bound",
    severity: Severity::Low,
    references: References { cis: &["5.15"], nist: &["3.4.3"], owasp: &["D07"], attack: &["T1499"] },
    rationale: "A container that fails again and again hides the failure, loads the host, and gives an attacker as many tries as needed.",
    fix: "Bound it: `--restart on-failure:5`.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let evidence = match case.container.restart_policy {
        RestartPolicy::Always => "restarts always".to_owned(),
        RestartPolicy::UnlessStopped => "restarts unless stopped".to_owned(),
        RestartPolicy::OnFailure { max_tries: 0 } => "restarts on every failure".to_owned(),
        RestartPolicy::No => return Verdict::Pass,
        RestartPolicy::OnFailure { max_tries } if max_tries <= case.policy.thresholds.restart_tries => {
            return Verdict::Pass;
        }
        RestartPolicy::OnFailure { max_tries } => format!("restarts up to {max_tries} times"),
    };
    Verdict::fail(Hit::new(RULE.severity, evidence))
}

#[cfg(test)]
mod tests {
    use crate::facts::RestartPolicy;
    use crate::testing::hardened;

    #[test]
    fn the_policy_says_how_many_tries_are_a_bound() {
        let tries = hardened().container(|c| c.restart_policy = RestartPolicy::OnFailure { max_tries: 6 });
        tries.clone().policy(|p| p.thresholds.restart_tries = 6).finds(&[]);
        tries.policy(|p| p.thresholds.restart_tries = 3).finds(&["CAP-021 low"]);
    }

    #[test]
    fn without_a_bound_it_is_low() {
        for policy in [
            RestartPolicy::Always,
            RestartPolicy::UnlessStopped,
            RestartPolicy::OnFailure { max_tries: 0 },
            RestartPolicy::OnFailure { max_tries: 6 },
        ] {
            hardened().container(|c| c.restart_policy = policy).finds(&["CAP-021 low"]);
        }
    }

    #[test]
    fn five_tries_are_fine() {
        hardened().container(|c| c.restart_policy = RestartPolicy::OnFailure { max_tries: 5 }).finds(&[]);
    }

    #[test]
    fn no_restart_is_fine_and_the_evidence_says_how_often_there_are_others() {
        hardened().container(|c| c.restart_policy = RestartPolicy::No).finds(&[]);
        let six = hardened().container(|c| c.restart_policy = RestartPolicy::OnFailure { max_tries: 6 });
        six.shows("CAP-021", "restarts up to 6 times");
    }
}
