use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "CAP-023",
    title: "Privileged port published",
    severity: Severity::Low,
    references: References { cis: &["5.8"], nist: &["3.4.2"], owasp: &["D03"], attack: &["T1133"] },
    rationale: "Ports below 1024 are those that clients trust to be the system's own service.",
    fix: "Publish a port from 1024 up, and let a reverse proxy or load balancer own the low one.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    if !case.publishes_ports() {
        return Verdict::NotApplicable;
    }
    let ports = case.container.published_ports.iter();
    ports
        .filter_map(|port| Some((port, port.host_port.filter(|number| (1..1024).contains(number))?)))
        .map(|(port, number)| {
            Hit::new(RULE.severity, format!("port {number} of the host")).on(format!(
                "{}/{}",
                port.container_port,
                port.transport.as_str()
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::testing::hardened;

    #[test]
    fn below_1024_is_low_on_any_address() {
        hardened().publish("127.0.0.1", 1023, 8080).finds(&["CAP-023 low 8080/tcp"]);
    }

    #[test]
    fn from_1024_up_and_ports_picked_by_the_engine_are_fine() {
        hardened().publish("127.0.0.1", 1024, 80).publish("127.0.0.1", 0, 81).finds(&[]);
    }

    #[test]
    fn with_the_network_of_another_container_nothing_is_published() {
        let sample = hardened().publish("127.0.0.1", 80, 8080);
        let joined = sample.container(|c| c.network_mode = crate::facts::NetworkMode::Container);
        joined.finds_by("CAP-023", &[]);
    }
}
