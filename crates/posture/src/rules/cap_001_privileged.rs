use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "CAP-001",
    title: "Privileged container",
    severity: Severity::Critical,
    references: References {
        cis: &["5.5"],
        nist: &["3.4.3", "4.4.3"],
        owasp: &["D04"],
        attack: &["T1611", "T1610"],
    },
    rationale: "A privileged container has every capability and every device of the host, without seccomp, AppArmor \
                or masked paths. Root in it is root on the host.",
    fix: "Remove `--privileged` and add the single capability or device that the program needs.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    Verdict::fail_if(case.container.privileged, || Hit::new(RULE.severity, "started with --privileged"))
}

#[cfg(test)]
mod tests {
    use crate::facts::Seccomp;
    use crate::testing::{hardened, plain};

    #[test]
    fn privileged_is_critical_and_its_implications_are_not_counted_again() {
        hardened().privileged().finds(&["CAP-001 critical"]);
    }

    #[test]
    fn what_would_remain_without_it_counts_in_full_beneath_it() {
        let sample = plain().privileged().container(|c| c.security.seccomp = Seccomp::Unconfined);
        let findings = sample.outcome().findings;
        let beneath: Vec<String> = findings
            .iter()
            .filter(|finding| finding.cause.as_ref().is_some_and(|cause| cause.as_str() == "CAP-001"))
            .map(|finding| format!("{} {}", finding.rule, finding.severity))
            .collect();
        assert_eq!(beneath, ["CAP-007 high", "CAP-003 medium", "CAP-004 low"]);
    }

    #[test]
    fn removing_it_reveals_nothing_new() {
        let mut before = plain().privileged().lines();
        before.retain(|line| line != "CAP-001 critical");
        assert_eq!(before, plain().lines());
    }
}
