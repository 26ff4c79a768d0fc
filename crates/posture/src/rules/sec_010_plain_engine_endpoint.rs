use super::Case;
use super::rule::{Check, References, Rule, Verdict};
use super::variables;
use crate::Severity;
use crate::facts::ValueKind;

pub const RULE: Rule = Rule {
    id: "SEC-010",
    title: "Engine endpoint without TLS in the environment",
    severity: Severity::Medium,
    references: References {
        cis: &[],
        nist: &["3.1.4", "3.5.4"],
        owasp: &["D03", "D04"],
        attack: &["T1552.007", "T1610"],
    },
    rationale: "The container is told where an engine listens that asks nobody who they are: whoever is inside, or on the way, is root on that host.",
    fix: "Use port 2376 with client certificates (`DOCKER_TLS_VERIFY=1`, `DOCKER_CERT_PATH`), or SSH.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    variables::verdict(case, |variable| match variable.kind {
        ValueKind::PlainEngineEndpoint => Some((RULE.severity, "engine API without TLS")),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use crate::facts::ValueKind;
    use crate::testing::hardened;

    #[test]
    fn an_endpoint_without_tls_is_medium() {
        hardened().env("DOCKER_HOST", ValueKind::PlainEngineEndpoint).finds(&["SEC-010 medium DOCKER_HOST"]);
    }

    #[test]
    fn the_evidence_says_who_set_it() {
        let sample = hardened().env("DOCKER_HOST", ValueKind::PlainEngineEndpoint);
        sample.shows("SEC-010", "engine API without TLS, set by the container");
    }

    #[test]
    fn the_kind_of_the_value_decides_and_not_the_name() {
        hardened().env("DOCKER_HOST", ValueKind::Plain).finds(&[]);
        hardened().env("DOCKER_HOST", ValueKind::UrlCredential).finds(&["SEC-003 high DOCKER_HOST"]);
        hardened().env("BUILDER", ValueKind::PlainEngineEndpoint).finds(&["SEC-010 medium BUILDER"]);
    }
}
