use super::Case;
use super::rule::{Check, Gap, Hit, References, Rule, Verdict};
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
    named(case).collect::<Verdict>().beside(unexpanded(case))
}

/// Intake adds the exposed ports that `-P` publishes, where the engine tells them with the container. Where it does
/// not, they are published all the same.
fn unexpanded(case: &Case<'_>) -> Option<Gap> {
    let published = &case.container.published_ports;
    if !case.container.publish_all_ports {
        return None;
    }
    let missing = "the ports that the image exposes, all of which are published".into();
    let Some(image) = case.image else {
        return published.is_empty().then_some(Gap { missing, could_be: Severity::High });
    };
    let exposed = image.exposed().map(|(number, _)| number);
    let unseen = exposed.filter(|number| published.iter().all(|port| port.container_port != *number));
    let could_be = unseen.map(|number| severity(number, None).0).max()?;
    Some(Gap { missing, could_be })
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
    use crate::facts::{NetworkMode, Transport};
    use crate::testing::{Sample, hardened};

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

    fn publishing_all() -> Sample {
        let sample = hardened().container(|c| c.publish_all_ports = true);
        sample.image(|i| i.exposed_ports = vec!["5432/tcp".into(), "nonsense".into()])
    }

    #[test]
    fn what_all_exposed_ports_are_is_read_with_the_container() {
        let expanded = publishing_all().publish("", 0, 5432);
        expanded.finds_by("CAP-022", &["high 5432/tcp"]);
        expanded.shows("CAP-022", "PostgreSQL on every interface");
        expanded.misses(&[]);
    }

    #[test]
    fn an_exposed_port_with_a_binding_of_its_own_is_where_it_was_bound() {
        let bound = publishing_all().publish("127.0.0.1", 5432, 5432);
        bound.finds_by("CAP-022", &[]);
        bound.misses(&[]);
    }

    #[test]
    fn a_known_port_counts_though_the_image_is_unread() {
        publishing_all().publish("", 6379, 6379).without_image().finds_by("CAP-022", &["high 6379/tcp"]);
    }

    #[test]
    fn exposed_ports_that_were_not_read_with_the_container_are_unknown_beside_those_known() {
        publishing_all().misses(&["CAP-022 high"]);
        let beside = publishing_all().publish("", 8080, 80);
        beside.finds_by("CAP-022", &["low 80/tcp"]);
        beside.misses(&["CAP-022 high"]);
        assert!(publishing_all().without_image().unknown_lines().contains(&"CAP-022 high".to_owned()));
    }

    #[test]
    fn the_same_port_of_two_protocols_is_two_findings() {
        let both = hardened().publish("", 8080, 8080).publish("", 8080, 8080);
        let both = both.container(|c| c.published_ports[1].transport = Transport::Udp);
        both.finds(&["CAP-022 medium 8080/tcp", "CAP-022 medium 8080/udp"]);
    }
}
