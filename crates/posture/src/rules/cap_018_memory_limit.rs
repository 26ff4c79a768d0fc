use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "CAP-018",
    title: "No memory limit",
    severity: Severity::Low,
    references: References { cis: &["5.11"], nist: &["3.4.3"], owasp: &["D07"], attack: &["T1499"] },
    rationale: "One container can take the memory of all, and the kernel then kills whatever it likes.",
    fix: "Set a limit: `--memory 512m`.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let unlimited = case.container.resources.memory_bytes == 0;
    Verdict::fail_if(unlimited, || Hit::new(RULE.severity, "memory is not limited"))
}

#[cfg(test)]
mod tests {
    use crate::testing::hardened;

    #[test]
    fn unlimited_memory_is_low() {
        hardened().container(|c| c.resources.memory_bytes = 0).finds(&["CAP-018 low"]);
    }

    #[test]
    fn any_limit_is_enough() {
        hardened().container(|c| c.resources.memory_bytes = 1).finds(&[]);
    }

    #[test]
    fn a_limit_of_cpu_is_no_limit_of_memory() {
        let sample = hardened().container(|c| (c.resources.memory_bytes, c.resources.cpu_shares) = (0, 512));
        sample.finds(&["CAP-018 low"]);
    }
}
