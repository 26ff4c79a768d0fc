use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "CAP-020",
    title: "No limit of processes",
    severity: Severity::Low,
    references: References { cis: &["5.29"], nist: &["3.4.3"], owasp: &["D07"], attack: &["T1499"] },
    rationale: "A fork bomb in one container takes the process table of the host.",
    fix: "Set a limit: `--pids-limit 200`.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let unlimited = case.container.resources.pids.is_none();
    Verdict::fail_if(unlimited, || Hit::new(RULE.severity, "the number of processes is not limited"))
}

#[cfg(test)]
mod tests {
    use crate::testing::hardened;

    #[test]
    fn no_limit_of_processes_is_low() {
        hardened().container(|c| c.resources.pids = None).finds(&["CAP-020 low"]);
    }

    #[test]
    fn any_limit_is_enough() {
        hardened().container(|c| c.resources.pids = Some(1)).finds(&[]);
        hardened().container(|c| c.resources.pids = Some(32_768)).finds(&[]);
    }

    #[test]
    fn ulimits_are_no_limit_of_processes() {
        hardened()
            .container(|c| (c.resources.pids, c.resources.ulimits_set) = (None, true))
            .finds(&["CAP-020 low"]);
    }
}
