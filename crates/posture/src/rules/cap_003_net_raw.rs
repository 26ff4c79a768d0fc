use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::capability::Capability;

pub const RULE: Rule = Rule {
    id: "CAP-003",
    title: "NET_RAW kept",
    severity: Severity::Medium,
    references: References {
        cis: &["5.4"],
        nist: &["3.4.2", "3.4.3"],
        owasp: &["D03", "D04"],
        attack: &["T1040", "T1557"],
    },
    rationale: "Raw sockets can forge packets: ARP and DNS spoofing against every neighbour on the same network. \
                Hardly any program needs them; not even ping does any more.",
    fix: "Drop NET_RAW, or drop ALL and add what is needed.",
    check: Check::Container(check),
};

/// About what is kept, not about what is effective: the bounding set.
fn check(case: &Case<'_>) -> Verdict {
    Verdict::fail_if(case.capabilities.bounding.contains(Capability::NetRaw), || {
        Hit::new(RULE.severity, "NET_RAW is not dropped").caused_by(case.capability_cause())
    })
}

#[cfg(test)]
mod tests {
    use crate::facts::EngineKind;
    use crate::testing::hardened;

    #[test]
    fn the_defaults_of_docker_hold_net_raw_whatever_the_user() {
        let sample = hardened().container(|c| c.cap_drop.clear());
        sample.finds_by("CAP-003", &["medium"]);
        sample.root().finds_by("CAP-003", &["medium"]);
    }

    #[test]
    fn dropping_it_is_enough() {
        hardened().container(|c| c.cap_drop = vec!["NET_RAW".into()]).finds_by("CAP-003", &[]);
    }

    #[test]
    fn adding_it_back_keeps_it() {
        hardened().cap_add("NET_RAW").finds_by("CAP-003", &["medium"]);
    }

    #[test]
    fn podman_does_not_give_it() {
        hardened()
            .host(|h| h.engine = EngineKind::Podman)
            .container(|c| c.cap_drop.clear())
            .finds_by("CAP-003", &[]);
    }
}
