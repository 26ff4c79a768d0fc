use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::facts::{Host, Listener};
use crate::{Policy, Severity};

pub const RULE: Rule = Rule {
    id: "HST-001",
    title: "Engine API open on TCP",
    severity: Severity::Critical,
    references: References {
        cis: &["2.7"],
        nist: &["3.5.4"],
        owasp: &["D03"],
        attack: &["T1552.007", "T1610"],
    },
    rationale: "Whoever reaches the port starts a privileged container and so is root on the host. Such ports are found within hours.",
    fix: "Require client certificates (`--tlsverify`), or listen on the unix socket only and connect over SSH.",
    check: Check::Host(check),
};

fn check(host: &Host, _: &Policy) -> Verdict {
    match host.listener {
        Listener::PlainTcp => {
            Verdict::fail(Hit::new(RULE.severity, "listens on TCP without client certificates"))
        }
        Listener::UnixOnly if host.info_unread => {
            Verdict::unknown("what the engine warns of, an open port among it", RULE.severity)
        }
        Listener::UnixOnly | Listener::MutualTls => Verdict::Pass,
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::Listener;
    use crate::testing::hardened_host;

    #[test]
    fn an_open_api_is_critical() {
        hardened_host().host(|h| h.listener = Listener::PlainTcp).host_finds(&["HST-001 critical"]);
    }

    #[test]
    fn an_engine_that_does_not_tell_leaves_it_unknown_unless_we_came_that_way() {
        let untold = |listener| hardened_host().host(|h| (h.info_unread, h.listener) = (true, listener));
        assert!(untold(Listener::UnixOnly).unknown_of_host("HST-001"));
        assert!(!untold(Listener::PlainTcp).unknown_of_host("HST-001"));
        untold(Listener::PlainTcp).host_finds(&["HST-001 critical"]);
    }

    #[test]
    fn client_certificates_close_it() {
        hardened_host().host(|h| h.listener = Listener::MutualTls).host_finds(&[]);
    }

    #[test]
    fn a_socket_is_nobodys_but_the_hosts() {
        hardened_host().host(|h| h.listener = Listener::UnixOnly).host_finds(&[]);
    }
}
