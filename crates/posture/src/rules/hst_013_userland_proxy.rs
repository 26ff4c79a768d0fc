use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::facts::Host;
use crate::{Policy, Severity};

pub const RULE: Rule = Rule {
    id: "HST-013",
    title: "Userland proxy on",
    severity: Severity::Info,
    references: References { cis: &["2.16"], nist: &["3.4.2"], owasp: &["D03"], attack: &[] },
    rationale: "For every published port a process of its own runs on the host, and services see its address instead of the client's.",
    fix: "Set `\"userland-proxy\": false` in daemon.json where the kernel supports hairpin NAT.",
    check: Check::Host(check),
};

/// Only an agent that reads daemon.json can know.
fn check(host: &Host, _: &Policy) -> Verdict {
    let Some(daemon) = &host.daemon else { return Verdict::NotApplicable };
    Verdict::fail_if(daemon.userland_proxy != Some(false), || {
        Hit::new(RULE.severity, "it is not switched off")
    })
}

#[cfg(test)]
mod tests {
    use crate::facts::DaemonFile;
    use crate::testing::{Sample, hardened_host};

    fn set(userland_proxy: Option<bool>) -> Sample {
        let daemon = DaemonFile { userland_proxy, ..DaemonFile::default() };
        hardened_host().host(|h| h.daemon = Some(daemon))
    }

    #[test]
    fn on_by_default_or_by_word_is_worth_knowing() {
        set(None).host_finds(&["HST-013 info"]);
        set(Some(true)).host_finds(&["HST-013 info"]);
    }

    #[test]
    fn switched_off_is_fine() {
        set(Some(false)).host_finds(&[]);
    }

    #[test]
    fn without_an_agent_it_is_not_judged() {
        hardened_host().host_finds(&[]);
        hardened_host().host_misses(&[]);
    }
}
