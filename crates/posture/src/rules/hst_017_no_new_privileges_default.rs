use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::facts::Host;
use crate::{Policy, Severity};

pub const RULE: Rule = Rule {
    id: "HST-017",
    title: "no-new-privileges is not the default",
    severity: Severity::Info,
    references: References {
        cis: &["2.14"],
        nist: &["3.4.3", "3.5.2"],
        owasp: &["D04"],
        attack: &["T1548.001"],
    },
    rationale: "One line for the engine closes the way from another user to root in every container that does not ask for it.",
    fix: "Set `\"no-new-privileges\": true` in daemon.json; it holds for containers created from then on.",
    check: Check::Host(check),
};

fn check(host: &Host, _: &Policy) -> Verdict {
    match host.confinement.no_new_privileges_default {
        Some(on) => Verdict::fail_if(!on, || Hit::new(RULE.severity, "off")),
        None => Verdict::unknown("the engine's default for no-new-privileges", RULE.severity),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Sample, hardened_host};

    fn default(on: Option<bool>) -> Sample {
        hardened_host().host(|h| h.confinement.no_new_privileges_default = on)
    }

    #[test]
    fn off_is_worth_knowing() {
        default(Some(false)).host_finds(&["HST-017 info"]);
    }

    #[test]
    fn on_is_fine() {
        default(Some(true)).host_finds(&[]);
    }

    #[test]
    fn podman_never_says_and_it_is_unknown() {
        default(None).host_misses(&["HST-017 info"]);
    }
}
