use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::facts::Host;
use crate::{Policy, Severity};

pub const RULE: Rule = Rule {
    id: "HST-005",
    title: "User namespaces not used",
    severity: Severity::Low,
    references: References {
        cis: &["2.9", "2.1"],
        nist: &["3.4.3", "3.5.2"],
        owasp: &["D01"],
        attack: &["T1611"],
    },
    rationale: "Root in a container is the host's root: the number is the same, and only the rest of the isolation stands between.",
    fix: "Set `\"userns-remap\": \"default\"` in daemon.json, or run the engine rootless.",
    check: Check::Host(check),
};

fn check(host: &Host, _: &Policy) -> Verdict {
    match host.confinement.user_namespaces {
        _ if host.rootless => Verdict::Pass,
        Some(used) => Verdict::fail_if(!used, || Hit::new(RULE.severity, "neither remapped nor rootless")),
        None => Verdict::unknown("whether user namespaces are used", RULE.severity),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::hardened_host;

    #[test]
    fn neither_remapped_nor_rootless_is_low() {
        let sample = hardened_host().host(|h| h.confinement.user_namespaces = Some(false));
        sample.host_finds(&["HST-005 low"]);
        sample.host(|h| h.rootless = true).host_finds(&[]);
    }

    #[test]
    fn an_engine_that_never_says_leaves_it_unknown() {
        hardened_host().host(|h| h.confinement.user_namespaces = None).host_misses(&["HST-005 low"]);
    }

    #[test]
    fn remapped_or_rootless_is_fine() {
        hardened_host().host(|h| h.confinement.user_namespaces = Some(true)).host_finds(&[]);
        let rootless = hardened_host().host(|h| (h.rootless, h.confinement.user_namespaces) = (true, None));
        rootless.host_misses(&[]);
    }
}
