use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::facts::{EngineKind, Host};
use crate::{Policy, Severity};

pub const RULE: Rule = Rule {
    id: "HST-006",
    title: "Experimental features on",
    severity: Severity::Low,
    references: References { cis: &["2.18"], nist: &["3.5.2"], owasp: &["D04"], attack: &[] },
    rationale: "What is experimental was looked at by few, may change without notice and gets fixes last.",
    fix: "Remove `\"experimental\": true` from daemon.json.",
    check: Check::Host(check),
};

fn check(host: &Host, _: &Policy) -> Verdict {
    match host.experimental {
        // Podman has no such switch.
        _ if host.engine == EngineKind::Podman => Verdict::NotApplicable,
        Some(on) => Verdict::fail_if(on, || Hit::new(RULE.severity, "the engine says so")),
        None => Verdict::unknown("whether experimental features are on", RULE.severity),
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::EngineKind;
    use crate::testing::hardened_host;

    #[test]
    fn on_is_low_and_off_is_fine() {
        hardened_host().host(|h| h.experimental = Some(true)).host_finds(&["HST-006 low"]);
        hardened_host().host(|h| h.experimental = Some(false)).host_finds(&[]);
    }

    #[test]
    fn an_engine_that_does_not_say_leaves_it_unknown() {
        hardened_host().host(|h| h.experimental = None).host_misses(&["HST-006 low"]);
    }

    #[test]
    fn podman_has_no_such_switch() {
        let podman = hardened_host().host(|h| (h.engine, h.experimental) = (EngineKind::Podman, None));
        podman.host_misses(&[]);
    }

    #[test]
    fn the_evidence_is_the_engines_own_word() {
        hardened_host().host(|h| h.experimental = Some(true)).shows_of_host("HST-006", "the engine says so");
    }
}
