use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::facts::Host;
use crate::{Policy, Severity};

pub const RULE: Rule = Rule {
    id: "HST-011",
    title: "Swarm mode on and unused",
    severity: Severity::Low,
    references: References { cis: &["5.1"], nist: &["3.5.1"], owasp: &["D03"], attack: &["T1613"] },
    rationale: "Swarm opens ports for managers and nodes on every interface, and keeps keys, for services that are not there.",
    fix: "Leave it: `docker swarm leave --force`.",
    check: Check::Host(check),
};

fn check(host: &Host, _: &Policy) -> Verdict {
    if host.info_unread {
        return Verdict::unknown("whether the engine is in a swarm", RULE.severity);
    }
    if !host.swarm_active {
        return Verdict::NotApplicable;
    }
    let unused = host.swarm_alone && !host.runs_services;
    Verdict::fail_if(unused, || Hit::new(RULE.severity, "the only node, and it runs no service"))
}

#[cfg(test)]
mod tests {
    use crate::testing::{Sample, hardened_host};

    fn swarm(alone: bool, runs_services: bool) -> Sample {
        hardened_host().host(|h| {
            (h.swarm_active, h.swarm_alone, h.runs_services) = (true, alone, runs_services);
        })
    }

    #[test]
    fn alone_and_without_a_service_it_is_low() {
        swarm(true, false).host_finds(&["HST-011 low"]);
    }

    #[test]
    fn a_service_or_another_node_is_use() {
        swarm(true, true).host_finds(&[]);
        swarm(false, false).host_finds(&[]);
    }

    #[test]
    fn without_swarm_there_is_nothing_to_judge() {
        hardened_host().host(|h| h.swarm_alone = true).host_finds(&[]);
        hardened_host().host_misses(&[]);
    }

    #[test]
    fn an_engine_that_does_not_tell_may_be_in_one() {
        assert!(hardened_host().host(|h| h.info_unread = true).unknown_of_host("HST-011"));
    }
}
