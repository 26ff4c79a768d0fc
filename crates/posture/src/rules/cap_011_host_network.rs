use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::facts::NetworkMode;

pub const RULE: Rule = Rule {
    id: "CAP-011",
    title: "Host network",
    severity: Severity::High,
    references: References {
        cis: &["5.10"],
        nist: &["3.4.2", "3.4.3"],
        owasp: &["D03"],
        attack: &["T1611", "T1040"],
    },
    rationale: "The container listens on every address of the host, reaches services that trust loopback, and sees the host's abstract sockets.",
    fix: "Remove `--network host`, attach a network of your own and publish the ports that are needed.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let shares = case.container.network_mode == NetworkMode::Host;
    Verdict::fail_if(shares, || Hit::new(RULE.severity, "shares the host's network"))
}

#[cfg(test)]
mod tests {
    use crate::facts::NetworkMode;
    use crate::testing::hardened;

    #[test]
    fn the_host_network_is_high() {
        hardened().container(|c| c.network_mode = NetworkMode::Host).finds(&["CAP-011 high"]);
    }

    #[test]
    fn a_network_named_host_is_a_network() {
        hardened().container(|c| c.network_mode = NetworkMode::Custom("host".into())).finds(&[]);
    }

    #[test]
    fn the_network_of_another_container_is_not_the_hosts() {
        hardened().container(|c| c.network_mode = NetworkMode::Container).finds_by("CAP-011", &[]);
    }
}
