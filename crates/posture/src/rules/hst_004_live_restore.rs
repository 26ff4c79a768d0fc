use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::facts::{EngineKind, Host};
use crate::{Policy, Severity};

pub const RULE: Rule = Rule {
    id: "HST-004",
    title: "Live restore off",
    severity: Severity::Low,
    references: References { cis: &["2.15"], nist: &["3.4.1"], owasp: &["D02"], attack: &[] },
    rationale: "Without it every update of the engine stops all containers, so that updates are put off.",
    fix: "Set `\"live-restore\": true` in daemon.json.",
    check: Check::Host(check),
};

fn check(host: &Host, _: &Policy) -> Verdict {
    match host.live_restore {
        // Swarm and live restore exclude each other.
        _ if host.swarm_active => Verdict::NotApplicable,
        // Podman has no daemon to restore from.
        _ if host.engine == EngineKind::Podman => Verdict::NotApplicable,
        Some(on) => Verdict::fail_if(!on, || Hit::new(RULE.severity, "containers stop with the engine")),
        None => Verdict::unknown("whether live restore is on", RULE.severity),
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::EngineKind;
    use crate::testing::hardened_host;

    #[test]
    fn off_is_low() {
        hardened_host().host(|h| h.live_restore = Some(false)).host_finds(&["HST-004 low"]);
    }

    #[test]
    fn what_the_engine_does_not_say_is_unknown() {
        hardened_host().host(|h| h.live_restore = None).host_misses(&["HST-004 low"]);
    }

    #[test]
    fn a_swarm_cannot_have_it_and_podman_needs_none() {
        let sample = hardened_host().host(|h| h.live_restore = Some(false));
        sample.clone().host(|h| h.swarm_active = true).host_finds(&[]);
        sample.host(|h| h.engine = EngineKind::Podman).host_finds(&[]);
    }
}
