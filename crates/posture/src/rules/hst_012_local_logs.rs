use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::facts::Host;
use crate::{Policy, Severity};

pub const RULE: Rule = Rule {
    id: "HST-012",
    title: "Logs stay on the host",
    severity: Severity::Info,
    references: References { cis: &["2.13"], nist: &["3.4.4", "4.5.3"], owasp: &["D10"], attack: &["T1070"] },
    rationale: "Whoever takes the host takes the logs with it; and when it is gone, nobody can see why.",
    fix: "Set a `log-driver` with a remote destination in daemon.json, or have an agent collect the files.",
    check: Check::Host(check),
};

const LOCAL: [&str; 6] = ["json-file", "local", "journald", "k8s-file", "none", "passthrough"];

fn check(host: &Host, _: &Policy) -> Verdict {
    match host.logging_driver.as_str() {
        "" => Verdict::unknown("the default logging driver", RULE.severity),
        driver => Verdict::fail_if(LOCAL.contains(&driver), || {
            Hit::new(RULE.severity, format!("the default driver is {driver}"))
        }),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Sample, hardened_host};

    fn logs_to(driver: &str) -> Sample {
        hardened_host().host(|h| h.logging_driver = driver.into())
    }

    #[test]
    fn drivers_that_keep_logs_here_are_worth_knowing() {
        for driver in ["json-file", "local", "journald", "k8s-file", "none"] {
            logs_to(driver).host_finds(&["HST-012 info"]);
        }
    }

    #[test]
    fn drivers_with_a_destination_are_fine() {
        for driver in ["syslog", "fluentd", "gelf", "awslogs", "splunk"] {
            logs_to(driver).host_finds(&[]);
        }
    }

    #[test]
    fn an_engine_that_does_not_say_leaves_it_unknown() {
        logs_to("").host_misses(&["HST-012 info"]);
    }
}
