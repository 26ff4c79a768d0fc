use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::facts::{EngineKind, Host};
use crate::{Policy, Severity};

pub const RULE: Rule = Rule {
    id: "HST-014",
    title: "No authorisation plugin",
    severity: Severity::Info,
    references: References { cis: &["2.12"], nist: &["3.5.1", "3.5.4"], owasp: &["D01"], attack: &["T1610"] },
    rationale: "Whoever may talk to the engine may do everything with it.",
    fix: "Name a plugin under `authorization-plugins` in daemon.json, or let only a proxy that checks requests reach the socket.",
    check: Check::Host(check),
};

fn check(host: &Host, _: &Policy) -> Verdict {
    match &host.authorization_plugins {
        // Podman's API is each person's own.
        _ if host.engine == EngineKind::Podman => Verdict::NotApplicable,
        Some(plugins) => {
            Verdict::fail_if(plugins.is_empty(), || Hit::new(RULE.severity, "the engine names none"))
        }
        None => Verdict::unknown("the engine's plugins", RULE.severity),
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::EngineKind;
    use crate::testing::{Sample, hardened_host};

    fn with(plugins: Option<&[&str]>) -> Sample {
        let plugins = plugins.map(|names| names.iter().copied().map(String::from).collect());
        hardened_host().host(|h| h.authorization_plugins = plugins)
    }

    #[test]
    fn none_is_worth_knowing() {
        with(Some(&[])).host_finds(&["HST-014 info"]);
    }

    #[test]
    fn any_is_enough() {
        with(Some(&["opa-docker-authz"])).host_finds(&[]);
    }

    #[test]
    fn an_engine_that_does_not_say_leaves_it_unknown_and_podman_has_none() {
        with(None).host_misses(&["HST-014 info"]);
        with(None).host(|h| h.engine = EngineKind::Podman).host_misses(&[]);
    }

    #[test]
    fn it_costs_no_points() {
        let none = hardened_host().host(|h| h.authorization_plugins = Some(Vec::new()));
        let score = |sample: &Sample| {
            crate::score_host(&sample.host_outcome(), &crate::AcceptedSet::new(), &sample.policy).score
        };
        assert!(score(&none) >= 100.0);
    }
}
