use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "CAP-019",
    title: "No CPU limit",
    severity: Severity::Low,
    references: References { cis: &["5.12"], nist: &["3.4.3"], owasp: &["D07"], attack: &["T1496"] },
    rationale: "One busy container, or one that mines coins, slows down all others.",
    fix: "Set a limit or a share: `--cpus 1` or `--cpu-shares 512`.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let resources = &case.container.resources;
    let unlimited = resources.nano_cpus == 0 && resources.cpu_quota_us == 0 && resources.cpu_shares == 0;
    Verdict::fail_if(unlimited, || Hit::new(RULE.severity, "neither CPU shares nor a quota are set"))
}

#[cfg(test)]
mod tests {
    use crate::facts::Resources;
    use crate::testing::{Sample, hardened};

    fn with(change: impl FnOnce(&mut Resources)) -> Sample {
        hardened().container(|c| {
            (c.resources.nano_cpus, c.resources.cpu_shares, c.resources.cpu_quota_us) = (0, 0, 0);
            change(&mut c.resources);
        })
    }

    #[test]
    fn neither_shares_nor_quota_is_low() {
        with(|_| ()).finds(&["CAP-019 low"]);
    }

    #[test]
    fn either_of_them_is_enough() {
        with(|r| r.nano_cpus = 500_000_000).finds(&[]);
        with(|r| r.cpu_shares = 512).finds(&[]);
        with(|r| r.cpu_quota_us = 50_000).finds(&[]);
    }

    #[test]
    fn a_limit_of_memory_is_no_limit_of_cpu() {
        with(|r| r.memory_bytes = 1 << 28).finds(&["CAP-019 low"]);
    }
}
