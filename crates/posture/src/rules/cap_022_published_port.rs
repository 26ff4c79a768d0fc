use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "CAP-022",
    title: "Port published on all interfaces",
    severity: Severity::Medium,
    references: References { cis: &["5.14"], nist: &["3.4.2"], owasp: &["D03"], attack: &["T1133", "T1190"] },
    rationale: "Whoever reaches any address of the host reaches this service, past most host firewalls, because the engine writes its own rules before theirs.",
    fix: "Publish on the address that is meant: `-p 127.0.0.1:5432:5432`, or keep the port on a network of its own.",
    check: Check::Container(check),
};

/// SSH, engine API, databases, caches, message brokers; by the port inside.
const HIGH: [(u16, &str); 29] = [
    (22, "SSH"),
    (1433, "SQL Server"),
    (1521, "Oracle"),
    (1883, "MQTT"),
    (2181, "ZooKeeper"),
    (2375, "engine API"),
    (2376, "engine API"),
    (2379, "etcd"),
    (3306, "MySQL"),
    (4222, "NATS"),
    (5432, "PostgreSQL"),
    (5672, "AMQP"),
    (5984, "CouchDB"),
    (6379, "Redis"),
    (6650, "Pulsar"),
    (7687, "Neo4j"),
    (8086, "InfluxDB"),
    (8529, "ArangoDB"),
    (9042, "Cassandra"),
    (9092, "Kafka"),
    (9200, "Elasticsearch"),
    (9300, "Elasticsearch"),
    (11211, "memcached"),
    (15672, "RabbitMQ"),
    (26257, "CockroachDB"),
    (26379, "Redis Sentinel"),
    (27017, "MongoDB"),
    (28015, "RethinkDB"),
    (61616, "ActiveMQ"),
];

fn check(case: &Case<'_>) -> Verdict {
    if !case.publishes_ports() {
        return Verdict::NotApplicable;
    }
    if !case.container.publish_all_ports {
        return named(case).collect();
    }
    match case.image {
        Some(image) => {
            named(case).chain(image.exposed_ports.iter().filter_map(|port| exposed(port))).collect()
        }
        None => {
            Verdict::unknown("the ports that the image exposes, all of which are published", Severity::High)
        }
    }
}

fn named<'a>(case: &'a Case<'_>) -> impl Iterator<Item = Hit> + 'a {
    case.container.published_ports.iter().filter(|port| port.on_all_interfaces()).map(|port| {
        let (severity, service) = severity(port.container_port, port.host_port);
        let place = match port.host_port {
            Some(host_port) => format!("on port {host_port} of every interface"),
            None => "on every interface".to_owned(),
        };
        Hit::new(severity, format!("{service} {place}")).on(format!(
            "{}/{}",
            port.container_port,
            port.transport.as_str()
        ))
    })
}

/// `5432/tcp`, as an image exposes it.
fn exposed(port: &str) -> Option<Hit> {
    let number = port.split('/').next()?.parse().ok()?;
    let (severity, service) = severity(number, None);
    let subject = if port.contains('/') { port.to_owned() } else { format!("{port}/tcp") };
    Some(Hit::new(severity, format!("{service} on every interface, as all exposed ports")).on(subject))
}

fn severity(container_port: u16, host_port: Option<u16>) -> (Severity, &'static str) {
    if let Some((_, service)) = HIGH.iter().find(|(port, _)| *port == container_port) {
        return (Severity::High, service);
    }
    let web = |port| matches!(port, 80 | 443);
    if web(container_port) || host_port.is_some_and(web) {
        return (Severity::Low, "web");
    }
    (RULE.severity, "published")
}

#[cfg(test)]
mod tests {
    use crate::facts::NetworkMode;
    use crate::testing::hardened;

    #[test]
    fn the_web_is_low() {
        hardened().publish("", 8080, 80).finds(&["CAP-022 low 80/tcp"]);
        hardened().publish("0.0.0.0", 8443, 443).finds(&["CAP-022 low 443/tcp"]);
        hardened().publish("::", 8080, 80).finds(&["CAP-022 low 80/tcp"]);
    }

    #[test]
    fn databases_and_brokers_are_high_on_any_host_port() {
        for port in [22, 2375, 5432, 6379, 9092, 27017] {
            hardened().publish("", 10_000, port).finds(&[&format!("CAP-022 high {port}/tcp")]);
        }
    }

    #[test]
    fn others_are_medium() {
        hardened().publish("", 8080, 8080).finds(&["CAP-022 medium 8080/tcp"]);
    }

    #[test]
    fn one_address_is_not_all_interfaces() {
        hardened().publish("127.0.0.1", 5432, 5432).publish("10.0.0.5", 6379, 6379).finds(&[]);
    }

    #[test]
    fn one_port_published_twice_is_one_finding() {
        hardened().publish("", 8080, 80).publish("", 8081, 80).finds(&["CAP-022 low 80/tcp"]);
    }

    #[test]
    fn with_the_host_network_nothing_is_published() {
        let sample = hardened().publish("", 8080, 80).container(|c| c.network_mode = NetworkMode::Host);
        sample.finds_by("CAP-022", &[]);
    }

    #[test]
    fn all_exposed_ports_come_from_the_image() {
        let sample = hardened()
            .container(|c| c.publish_all_ports = true)
            .image(|i| i.exposed_ports = vec!["5432/tcp".into(), "nonsense".into()]);
        sample.finds_by("CAP-022", &["high 5432/tcp"]);
        assert!(sample.without_image().unknown_lines().contains(&"CAP-022 high".to_owned()));
    }
}
