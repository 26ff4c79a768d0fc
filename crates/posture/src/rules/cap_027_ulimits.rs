use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "CAP-027",
    title: "No ulimits",
    severity: Severity::Info,
    references: References { cis: &["5.19"], nist: &["3.4.3"], owasp: &["D07"], attack: &["T1499"] },
    rationale: "Open files and processes are then bounded by the engine's default alone, which is generous.",
    fix: "Set what the program needs: `--ulimit nofile=1024:2048`, or defaults for all in daemon.json.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let unset = !case.container.resources.ulimits_set;
    Verdict::fail_if(unset, || Hit::new(RULE.severity, "the container sets none"))
}

#[cfg(test)]
mod tests {
    use crate::testing::hardened;

    #[test]
    fn none_are_worth_knowing() {
        hardened().container(|c| c.resources.ulimits_set = false).finds(&["CAP-027 info"]);
    }

    #[test]
    fn it_costs_no_points() {
        let sample = hardened().container(|c| c.resources.ulimits_set = false);
        assert!((sample.posture().score - 100.0).abs() < f64::EPSILON);
    }

    #[test]
    fn any_is_enough() {
        hardened().container(|c| c.resources.ulimits_set = true).finds(&[]);
    }
}
