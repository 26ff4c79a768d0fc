use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::facts::Seccomp;

pub const RULE: Rule = Rule {
    id: "CAP-007",
    title: "seccomp unconfined",
    severity: Severity::High,
    references: References {
        cis: &["5.22"],
        nist: &["3.4.3", "3.5.2"],
        owasp: &["D04", "D05"],
        attack: &["T1611", "T1068"],
    },
    rationale: "The default filter keeps some sixty system calls from the container, and with them many of the \
                kernel flaws through which containers were left before.",
    fix: "Remove `seccomp=unconfined`. If a program fails, give it a profile that allows the one call it needs.",
    check: Check::Container(check),
};

/// Privileged turns seccomp off too: that is evidence of CAP-001, and only what is configured counts here.
fn check(case: &Case<'_>) -> Verdict {
    match case.container.security.seccomp {
        Seccomp::Unconfined => fail(case, "seccomp=unconfined"),
        Seccomp::Custom => Verdict::Pass,
        Seccomp::Default => default_of_the_engine(case),
    }
}

/// Nothing filters system calls, whatever the policy says of this rule; privileged aside.
pub(crate) fn is_off(case: &Case<'_>) -> bool {
    !matches!(check(case), Verdict::Pass | Verdict::NotApplicable | Verdict::Unknown(..))
}

fn default_of_the_engine(case: &Case<'_>) -> Verdict {
    let confinement = &case.host.confinement;
    match (confinement.seccomp, confinement.seccomp_default_unconfined) {
        (Some(false), _) => Verdict::NotApplicable,
        (_, Some(true)) => fail(case, "the engine's default profile is unconfined"),
        (Some(true), Some(false)) => Verdict::Pass,
        _ => Verdict::unknown("the engine's default seccomp profile", RULE.severity),
    }
}

fn fail(case: &Case<'_>, evidence: &'static str) -> Verdict {
    Verdict::fail(Hit::new(RULE.severity, evidence).caused_by(case.privileged_cause()))
}

#[cfg(test)]
mod tests {
    use crate::facts::Seccomp;
    use crate::testing::hardened;

    #[test]
    fn unconfined_is_high() {
        hardened().container(|c| c.security.seccomp = Seccomp::Unconfined).finds(&["CAP-007 high"]);
    }

    #[test]
    fn the_default_of_the_engine_may_be_unconfined() {
        let sample = hardened().host(|h| h.confinement.seccomp_default_unconfined = Some(true));
        sample.finds(&["CAP-007 high"]);
        sample.container(|c| c.security.seccomp = Seccomp::Custom).finds(&[]);
    }

    #[test]
    fn on_a_host_without_seccomp_there_is_no_default_to_judge() {
        hardened().host(|h| h.confinement.seccomp = Some(false)).finds(&[]);
    }

    #[test]
    fn an_engine_that_does_not_name_its_default_leaves_it_unknown() {
        let silent = hardened().host(|h| h.confinement.seccomp_default_unconfined = None);
        silent.misses(&["CAP-007 high"]);
        silent.container(|c| c.security.seccomp = Seccomp::Unconfined).finds(&["CAP-007 high"]);
    }
}
