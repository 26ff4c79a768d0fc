use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "CAP-033",
    title: "All exposed ports published",
    severity: Severity::Low,
    references: References { cis: &["5.9"], nist: &["3.4.2"], owasp: &["D03"], attack: &["T1133"] },
    rationale: "What is published is then decided by whoever builds the image: a debug port exposed there is open on the host after the next pull.",
    fix: "Replace `-P` by the ports that are meant: `-p 127.0.0.1:8080:8080`.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    if !case.publishes_ports() {
        return Verdict::NotApplicable;
    }
    Verdict::fail_if(case.container.publish_all_ports, || Hit::new(RULE.severity, "started with -P"))
}

#[cfg(test)]
mod tests {
    use crate::facts::NetworkMode;
    use crate::testing::{Sample, hardened};

    fn publishing_all() -> Sample {
        hardened().container(|c| c.publish_all_ports = true)
    }

    #[test]
    fn publishing_whatever_the_image_exposes_is_low() {
        publishing_all().finds(&["CAP-033 low"]);
    }

    #[test]
    fn naming_the_ports_is_fine() {
        hardened().publish("127.0.0.1", 8080, 8080).finds(&[]);
    }

    #[test]
    fn with_the_host_network_nothing_is_published() {
        publishing_all().container(|c| c.network_mode = NetworkMode::Host).finds(&["CAP-011 high"]);
    }
}
