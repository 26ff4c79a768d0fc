use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::facts::Host;
use crate::{Policy, Severity};

pub const RULE: Rule = Rule {
    id: "HST-002",
    title: "Insecure registry",
    severity: Severity::Medium,
    references: References { cis: &["2.5"], nist: &["3.2.1"], owasp: &["D08"], attack: &["T1525", "T1557"] },
    rationale: "Without TLS anybody on the way can replace an image by another one.",
    fix: "Give the registry a certificate and remove it from `insecure-registries`.",
    check: Check::Host(check),
};

fn check(host: &Host, _: &Policy) -> Verdict {
    if host.info_unread {
        return Verdict::unknown("the engine's insecure registries", RULE.severity);
    }
    let registries = host.insecure_registries.iter();
    registries.map(|registry| Hit::new(RULE.severity, "reached without TLS").on(registry.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use crate::testing::hardened_host;

    #[test]
    fn each_registry_is_a_finding() {
        hardened_host()
            .host(|h| h.insecure_registries = vec!["b.lan:5000".into(), "a.lan".into()])
            .host_finds(&["HST-002 medium a.lan", "HST-002 medium b.lan:5000"]);
    }

    #[test]
    fn none_is_fine_unless_the_engine_did_not_tell() {
        hardened_host().host_finds(&[]);
        assert!(hardened_host().host(|h| h.info_unread = true).unknown_of_host("HST-002"));
    }

    #[test]
    fn a_network_of_registries_is_one_finding() {
        hardened_host()
            .host(|h| h.insecure_registries = vec!["10.0.0.0/8".into()])
            .host_finds(&["HST-002 medium 10.0.0.0/8"]);
    }
}
