use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::facts::Host;
use crate::{Policy, Severity};

pub const RULE: Rule = Rule {
    id: "HST-003",
    title: "Traffic between containers on the default bridge",
    severity: Severity::Low,
    references: References { cis: &["2.2"], nist: &["3.4.2"], owasp: &["D03"], attack: &["T1046"] },
    rationale: "Every container on the default bridge reaches every port of every other.",
    fix: "Set `\"icc\": false` in daemon.json, and use networks of your own.",
    check: Check::Host(check),
};

fn check(host: &Host, _: &Policy) -> Verdict {
    match host.default_bridge_icc {
        Some(allowed) => Verdict::fail_if(allowed, || Hit::new(RULE.severity, "enable_icc is on")),
        None if host.no_default_bridge => Verdict::NotApplicable,
        None => Verdict::unknown("the options of the default bridge", RULE.severity),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::hardened_host;

    #[test]
    fn allowed_traffic_is_low() {
        hardened_host().host(|h| h.default_bridge_icc = Some(true)).host_finds(&["HST-003 low"]);
    }

    #[test]
    fn networks_that_were_not_read_leave_it_unknown() {
        hardened_host().host(|h| h.default_bridge_icc = None).host_misses(&["HST-003 low"]);
    }

    #[test]
    fn where_there_is_no_default_bridge_there_is_nothing_to_judge() {
        let sample = hardened_host().host(|h| (h.default_bridge_icc, h.no_default_bridge) = (None, true));
        sample.host_misses(&[]);
        sample.host_finds(&[]);
    }
}
