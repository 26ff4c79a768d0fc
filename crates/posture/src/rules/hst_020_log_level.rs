use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::facts::Host;
use crate::{Policy, Severity};

pub const RULE: Rule = Rule {
    id: "HST-020",
    title: "Engine's log level is not info",
    severity: Severity::Info,
    references: References { cis: &["2.3"], nist: &["4.5.3"], owasp: &["D10"], attack: &[] },
    rationale: "Above info the events that explain an incident are missing; at debug the log holds requests in full.",
    fix: "Remove `log-level` from daemon.json, or set it to `info`.",
    check: Check::Host(check),
};

/// Only an agent that reads daemon.json can know.
fn check(host: &Host, _: &Policy) -> Verdict {
    let Some(daemon) = &host.daemon else { return Verdict::NotApplicable };
    let other = daemon.log_level.as_deref().filter(|level| !level.is_empty() && *level != "info");
    other.map_or(Verdict::Pass, |level| Verdict::fail(Hit::new(RULE.severity, level)))
}

#[cfg(test)]
mod tests {
    use crate::facts::DaemonFile;
    use crate::testing::{Sample, hardened_host};

    fn set(level: Option<&str>) -> Sample {
        let log_level = level.map(String::from);
        let daemon = DaemonFile { log_level, userland_proxy: Some(false), ..DaemonFile::default() };
        hardened_host().host(|h| h.daemon = Some(daemon))
    }

    #[test]
    fn another_level_is_worth_knowing() {
        set(Some("debug")).host_finds(&["HST-020 info"]);
        set(Some("error")).host_finds(&["HST-020 info"]);
    }

    #[test]
    fn info_is_the_default() {
        set(None).host_finds(&[]);
        set(Some("info")).host_finds(&[]);
        set(Some("")).host_finds(&[]);
    }

    #[test]
    fn without_an_agent_it_is_not_judged() {
        hardened_host().host_finds(&[]);
        hardened_host().host_misses(&[]);
    }
}
