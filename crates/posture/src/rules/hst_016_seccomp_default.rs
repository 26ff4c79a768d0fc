use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::facts::Host;
use crate::{Policy, Severity};

pub const RULE: Rule = Rule {
    id: "HST-016",
    title: "Engine's default seccomp profile replaced",
    severity: Severity::High,
    references: References { cis: &["2.17"], nist: &["3.5.2", "4.4.3"], owasp: &["D05"], attack: &["T1611"] },
    rationale: "The profile of the engine holds for every container that names none. Unconfined it filters nothing; replaced, somebody must keep it up with the engine's.",
    fix: "Remove `seccomp-profile` from daemon.json, and give the one program that needs more a profile of its own.",
    check: Check::Host(check),
};

fn check(host: &Host, _: &Policy) -> Verdict {
    let confinement = &host.confinement;
    match (confinement.seccomp, confinement.seccomp_default_unconfined) {
        (Some(false), _) => Verdict::NotApplicable,
        (_, Some(true)) => Verdict::fail(Hit::new(RULE.severity, "unconfined")),
        (_, None) => Verdict::unknown("the engine's default seccomp profile", RULE.severity),
        (_, Some(false)) => Verdict::fail_if(confinement.seccomp_default_custom, || {
            Hit::new(Severity::Info, "a profile of its own")
        }),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::hardened_host;

    #[test]
    fn unconfined_is_high() {
        let sample = hardened_host().host(|h| h.confinement.seccomp_default_unconfined = Some(true));
        sample.host_finds(&["HST-016 high"]);
    }

    #[test]
    fn another_profile_is_worth_knowing() {
        hardened_host().host(|h| h.confinement.seccomp_default_custom = true).host_finds(&["HST-016 info"]);
    }

    #[test]
    fn an_engine_that_does_not_say_leaves_it_unknown() {
        let silent = hardened_host().host(|h| h.confinement.seccomp_default_unconfined = None);
        silent.host_misses(&["HST-016 high"]);
    }

    #[test]
    fn without_seccomp_there_is_no_profile() {
        hardened_host().host(|h| h.confinement.seccomp = Some(false)).host_misses(&[]);
    }
}
