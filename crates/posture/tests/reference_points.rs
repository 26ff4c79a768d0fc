//! The reference points of the specification: by severities, and again from facts where facts can say it. The table
//! there is rounded to the nearest tenth; what people see is truncated.

use posture::facts::{NetworkMode, ValueKind};
use posture::testing::{Sample, hardened, plain};
use posture::{AcceptedSet, Finding, Outcome, Policy, RuleId, Severity, score};

/// Findings by dimension, in the order image trust / capabilities / mounts / secrets / staleness.
#[track_caller]
fn check(findings: &str, expected: &str) {
    let posture = score(&outcome(findings), &AcceptedSet::new(), &Policy::default());
    assert_eq!(format!("{:.1} {}", posture.score, posture.grade), expected, "{findings}");
}

fn outcome(findings: &str) -> Outcome {
    let prefixes = ["IMG", "CAP", "MNT", "SEC", "STL"];
    let dimensions = prefixes.into_iter().zip(findings.split('/').map(str::trim));
    let findings = dimensions.flat_map(|(prefix, letters)| {
        letters.chars().filter(|letter| *letter != '-').enumerate().map(move |(n, letter)| Finding {
            rule: RuleId::from(format!("{prefix}-{n:03}")),
            subject: String::new(),
            severity: severity(letter),
            evidence: String::new(),
            cause: None,
        })
    });
    Outcome { findings: findings.collect(), ..Outcome::default() }
}

fn severity(letter: char) -> Severity {
    match letter {
        'c' => Severity::Critical,
        'h' => Severity::High,
        'm' => Severity::Medium,
        'l' => Severity::Low,
        other => panic!("no severity {other}"),
    }
}

#[test]
fn plain_nginx() {
    check("mll / mmmlllll / m / - / -", "72.3 C");
}

#[test]
fn plain_nginx_with_port_80_published() {
    check("mll / mmmlllllll / m / - / -", "71.9 C");
}

#[test]
fn half_hardened() {
    check("l / mll / m / - / -", "79.8 B");
}

#[test]
fn hardened_has_the_full_score() {
    check("- / - / - / - / -", "100.0 A");
}

#[test]
fn hardened_on_the_default_bridge_without_health_check() {
    check("l / l / - / - / -", "99.3 A");
}

#[test]
fn plain_with_the_engine_socket() {
    check("mll / mmmlllll / mc / - / -", "7.3 F");
}

#[test]
fn hardened_with_the_engine_socket() {
    check("- / - / c / - / -", "18.4 F");
}

#[test]
fn socket_privileged_host_pid_and_host_network() {
    check("mll / mmmlllllchh / mc / - / -", "4.8 F");
}

#[test]
fn postgres_with_a_default_password() {
    check("ll / mmmlllll / m / h / -", "40.7 D");
}

#[test]
fn postgres_with_a_literal_strong_password() {
    check("ll / mmmlllll / m / m / -", "72.1 C");
}

/// The same points, from facts: letters and score. What costs nothing (info) has no letter in the table.
#[track_caller]
fn check_facts(sample: &Sample, findings: &str, expected: &str) {
    let outcome = sample.outcome();
    let letters = ["IMG", "CAP", "MNT", "SEC", "STL"].map(|prefix| {
        let of_dimension =
            outcome.findings.iter().filter(|finding| finding.rule.as_str().starts_with(prefix));
        let of_dimension = of_dimension.filter(|finding| finding.severity > Severity::Info);
        let letters: String = of_dimension.map(|finding| &finding.severity.as_str()[..1]).collect();
        if letters.is_empty() { "-".to_owned() } else { letters }
    });
    assert_eq!(letters.join(" / "), findings, "{:?}", sample.lines());
    let posture = sample.posture();
    assert_eq!(format!("{:.1} {}", posture.score, posture.grade), expected);
    assert!(posture.complete);
}

#[test]
fn facts_of_plain_nginx() {
    check_facts(&plain(), "mll / mmmlllll / m / - / -", "72.3 C");
    check_facts(&plain().publish("", 80, 80), "mll / mmmlllllll / m / - / -", "71.9 C");
    check_facts(&plain().bind("/var/run/docker.sock", "/s"), "mll / mmmlllll / cm / - / -", "7.3 F");
}

#[test]
fn facts_of_a_hardened_container() {
    check_facts(&hardened(), "- / - / - / - / -", "100.0 A");
    check_facts(&hardened().bind("/var/run/docker.sock", "/s"), "- / - / c / - / -", "18.4 F");
    let on_the_default_bridge = hardened().container(|c| {
        c.network_mode = NetworkMode::DefaultBridge;
        c.health_check = false;
    });
    check_facts(&on_the_default_bridge, "l / l / - / - / -", "99.3 A");
}

#[test]
fn facts_of_a_half_hardened_container() {
    let half = hardened().container(|c| {
        c.cap_drop.clear();
        c.read_only_root = false;
        c.network_mode = NetworkMode::DefaultBridge;
        c.health_check = false;
    });
    check_facts(&half, "l / mll / m / - / -", "79.8 B");
}

#[test]
fn facts_of_postgres() {
    let postgres = plain()
        .named("postgres:17")
        .image(|i| i.repo_digests = vec!["postgres@sha256:ab".into()])
        .volume("data", "/var/lib/postgresql/data");
    let weak = postgres.clone().env("POSTGRES_PASSWORD", ValueKind::WeakPassword);
    check_facts(&weak, "ll / mmmlllll / m / h / -", "40.7 D");
    let strong = postgres.env("POSTGRES_PASSWORD", ValueKind::SecretNamed);
    check_facts(&strong, "ll / mmmlllll / m / m / -", "72.1 C");
}
