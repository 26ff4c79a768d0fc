use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::facts::AppArmor;

pub const RULE: Rule = Rule {
    id: "CAP-008",
    title: "AppArmor unconfined",
    severity: Severity::Medium,
    references: References {
        cis: &["5.2"],
        nist: &["3.4.3", "3.5.2"],
        owasp: &["D04", "D05"],
        attack: &["T1611"],
    },
    rationale: "The engine's AppArmor profile forbids mounting and writing kernel files, which is what most ways out \
                of a container need.",
    fix: "Remove `apparmor=unconfined`, or name a profile of your own.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    match (case.host.confinement.apparmor, case.apparmor_confines()) {
        (Some(false), _) => return Verdict::NotApplicable,
        (Some(true), Some(false)) => {}
        (None, Some(false)) => return Verdict::unknown("whether the host has AppArmor", RULE.severity),
        (_, Some(true) | None) => return Verdict::Pass,
    }
    let unconfined = case.container.security.apparmor == AppArmor::Unconfined;
    let evidence = if unconfined { "apparmor=unconfined" } else { "no profile, on a host that has AppArmor" };
    Verdict::fail(Hit::new(RULE.severity, evidence).caused_by(case.privileged_cause()))
}

#[cfg(test)]
mod tests {
    use crate::facts::AppArmor;
    use crate::testing::{Sample, hardened};

    fn with(profile: AppArmor) -> Sample {
        hardened().container(|c| c.security.apparmor = profile)
    }

    #[test]
    fn unconfined_and_no_profile_are_medium() {
        with(AppArmor::Unconfined).finds(&["CAP-008 medium"]);
        with(AppArmor::Unset).finds(&["CAP-008 medium"]);
    }

    #[test]
    fn before_the_first_start_no_profile_is_normal() {
        with(AppArmor::Unset).runtime(|r| r.started_at = None).finds(&[]);
    }

    #[test]
    fn a_host_without_apparmor_has_nothing_to_judge() {
        with(AppArmor::Unconfined).host(|h| h.confinement.apparmor = Some(false)).finds(&[]);
    }

    #[test]
    fn an_engine_that_does_not_say_leaves_no_profile_unknown() {
        with(AppArmor::Unconfined).host(|h| h.confinement.apparmor = None).misses(&["CAP-008 medium"]);
        with(AppArmor::Profile("docker-default".into())).host(|h| h.confinement.apparmor = None).misses(&[]);
    }
}
