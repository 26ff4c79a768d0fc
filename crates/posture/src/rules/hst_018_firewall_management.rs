use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::facts::Host;
use crate::{Policy, Severity};

pub const RULE: Rule = Rule {
    id: "HST-018",
    title: "Firewall management off",
    severity: Severity::Low,
    references: References { cis: &["2.4"], nist: &["3.4.2"], owasp: &["D03"], attack: &[] },
    rationale: "Without the engine's rules nothing separates its networks, and containers reach what they should not unless somebody keeps rules by hand.",
    fix: "Remove `\"iptables\": false` from daemon.json, and put rules of your own into the DOCKER-USER chain.",
    check: Check::Host(check),
};

/// Only an agent that reads daemon.json can know.
fn check(host: &Host, _: &Policy) -> Verdict {
    let Some(daemon) = &host.daemon else { return Verdict::NotApplicable };
    Verdict::fail_if(daemon.iptables == Some(false), || Hit::new(RULE.severity, "iptables is false"))
}

#[cfg(test)]
mod tests {
    use crate::facts::DaemonFile;
    use crate::testing::{Sample, hardened_host};

    fn set(iptables: Option<bool>) -> Sample {
        let daemon = DaemonFile { iptables, userland_proxy: Some(false), ..DaemonFile::default() };
        hardened_host().host(|h| h.daemon = Some(daemon))
    }

    #[test]
    fn off_is_low() {
        set(Some(false)).host_finds(&["HST-018 low"]);
    }

    #[test]
    fn the_default_is_on() {
        set(None).host_finds(&[]);
        set(Some(true)).host_finds(&[]);
        let proxy_too = set(Some(true)).host(|h| h.daemon.as_mut().expect("set").userland_proxy = None);
        proxy_too.host_finds(&["HST-013 info"]);
    }

    #[test]
    fn without_an_agent_it_is_not_judged() {
        hardened_host().host_finds(&[]);
        hardened_host().host_misses(&[]);
    }
}
