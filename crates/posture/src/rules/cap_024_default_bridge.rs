use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::facts::NetworkMode;

pub const RULE: Rule = Rule {
    id: "CAP-024",
    title: "Default bridge network",
    severity: Severity::Low,
    references: References { cis: &["5.30"], nist: &["3.4.2"], owasp: &["D03"], attack: &["T1046"] },
    rationale: "Every container that names no network is a neighbour there, and neighbours reach all of each other's ports.",
    fix: "Make a network for the containers that belong together and attach them to it.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let attached = case.container.network_mode == NetworkMode::DefaultBridge;
    Verdict::fail_if(attached, || Hit::new(RULE.severity, "attached to the default bridge"))
}

#[cfg(test)]
mod tests {
    use crate::facts::NetworkMode;
    use crate::testing::hardened;

    #[test]
    fn the_default_bridge_is_low() {
        hardened().container(|c| c.network_mode = NetworkMode::DefaultBridge).finds(&["CAP-024 low"]);
    }

    #[test]
    fn no_network_is_fine() {
        hardened().container(|c| c.network_mode = NetworkMode::None).finds(&[]);
    }

    #[test]
    fn a_network_of_ones_own_is_fine() {
        hardened().container(|c| c.network_mode = NetworkMode::Custom("shop".into())).finds(&[]);
    }

    #[test]
    fn the_network_of_another_container_is_not_the_default_bridge() {
        hardened().container(|c| c.network_mode = NetworkMode::Container).finds_by("CAP-024", &[]);
    }
}
