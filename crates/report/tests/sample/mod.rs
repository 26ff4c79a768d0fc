//! Three weeks: of an empty fleet, of a small one, and of one whose every name is hostile.
#![allow(dead_code, reason = "each test takes what it needs")]

use chrono::{DateTime, TimeDelta, Utc};
use fleet::Scope;
use fleet::grades::GradeCounts;
use fleet::host::HostState;
use fleet::overview::FleetSummary;
use fleet::trend::TrendPoint;
use fleet::workload::SeverityCounts;
use posture::outcome::EscapeKind;
use posture::{Dimension, Grade, Severity};
use report::{
    AcceptedRisk, Cause, Credential, DimensionMean, EscapeLine, Fix, HostLine, Listed, Method, Place, Report,
    SCHEMA, WeekChanges, WorkloadLine, week,
};

pub fn empty() -> Report {
    let period = week("2026-W46", "Europe/Berlin").expect("a week");
    Report {
        schema: SCHEMA.into(),
        as_of: period.until,
        period,
        scope: Scope::default(),
        demo: false,
        summary: FleetSummary::default(),
        before: FleetSummary::default(),
        trend: Vec::new(),
        changes: WeekChanges::default(),
        dimensions: Vec::new(),
        worst: Vec::new(),
        escape_paths: Vec::new(),
        escaping: 0,
        credentials: Listed::default(),
        accepted: Listed::default(),
        hosts: Listed::default(),
        fixes: Vec::new(),
        method: Method::default(),
    }
}

fn counts(critical: i64, high: i64, medium: i64, low: i64) -> SeverityCounts {
    SeverityCounts { critical, high, medium, low, info: 0 }
}

fn cause(rule: &str, title: &str, subject: &str, severity: Severity) -> Cause {
    Cause { rule: rule.into(), title: title.into(), subject: subject.into(), severity }
}

fn place(project: &str, workload: &str, host: &str) -> Place {
    Place { workload: workload.into(), project: project.into(), host: host.into() }
}

fn trend(until: DateTime<Utc>) -> Vec<TrendPoint> {
    let index = |day: i64| match day {
        9..13 => None,
        0..24 => Some(73.4 + (day as f64 * 0.7).sin() * 0.9),
        _ => Some(73.54 - (day - 23) as f64 * 0.26),
    };
    let point = |day: i64| TrendPoint {
        at: until - TimeDelta::days(30 - day) - TimeDelta::seconds(1),
        index: index(day),
        workloads: 1_412,
        grades: GradeCounts::default(),
        critical: 118 - day * 14 / 30,
        high: 600,
        hosts_stale: 2,
    };
    (0..=30).map(point).collect()
}

fn workload(
    score: f64,
    names: (&str, &str, &str),
    worst: Option<Cause>,
    before: Option<f64>,
) -> WorkloadLine {
    let grade = match worst.as_ref().map(|worst| worst.severity) {
        Some(Severity::Critical) => Grade::F,
        Some(Severity::High) => Grade::D,
        Some(Severity::Medium) => Grade::C,
        _ => Grade::A,
    };
    WorkloadLine {
        id: uuid::Uuid::from_u128(7).into(),
        name: names.1.into(),
        project: names.0.into(),
        host: names.2.into(),
        image: format!("registry.example/{}:1.2", names.1),
        score,
        raw_score: score,
        grade,
        complete: true,
        before,
        dimensions: [84.1, 74.6, 28.3, 88.2, 81.0],
        counts: counts(i64::from(grade == Grade::F), 2, 4, 6),
        worst,
        escape_paths: if grade == Grade::F { vec![EscapeKind::EngineSocket] } else { Vec::new() },
        accepted: 0,
        unknown: 0,
    }
}

/// What the workloads of [`small`] are, also beyond those that are shown.
pub fn workloads() -> Vec<WorkloadLine> {
    let socket =
        || Some(cause("MNT-001", "Engine socket mounted", "/var/run/docker.sock", Severity::Critical));
    let privileged = || Some(cause("CAP-001", "Privileged container", "", Severity::Critical));
    let network = || Some(cause("CAP-011", "Host network", "", Severity::High));
    let root = || Some(cause("CAP-005", "Runs as root", "", Severity::Medium));
    vec![
        workload(4.8, ("payments", "ledger-api", "fra-pay-02"), socket(), Some(51.2)),
        workload(7.3, ("forge", "ci-runner", "ber-build-02"), socket(), Some(7.3)),
        workload(11.9, ("observ", "node-agent", "fra-k8s-11"), privileged(), Some(9.4)),
        workload(18.4, ("legacy", "wms-bridge", "ham-dc-07"), privileged(), None),
        workload(40.7, ("iot", "gateway-mqtt", "muc-plant-04"), network(), Some(40.7)),
        workload(52.2, ("", "backup", "muc-plant-04"), network(), Some(58.0)),
        workload(71.9, ("shop", "web", "fra-edge-01"), root(), Some(71.9)),
        workload(99.3, ("shop", "cache", "fra-edge-01"), None, Some(72.3)),
    ]
}

pub fn small() -> Report {
    let empty = empty();
    let until = empty.period.until;
    let grades = GradeCounts { a: 318, unproven_a: 41, b: 361, c: 268, d: 331, f: 93 };
    let summary = FleetSummary {
        index: Some(71.72),
        workloads: 1_412,
        grades,
        incomplete: 58,
        counts: counts(104, 612, 4_180, 7_012),
        to_do: Some(11_908),
        hosts: 43,
        hosts_stale: 2,
        last_scan_at: Some(until),
    };
    let before = FleetSummary {
        index: Some(73.54),
        grades: GradeCounts { d: 340, f: 95, ..grades },
        hosts: 42,
        workloads: 1_398,
        ..summary.clone()
    };
    let mean = |dimension: Dimension, mean, workloads| DimensionMean { dimension, mean, workloads };
    Report {
        summary,
        before,
        trend: trend(until),
        changes: WeekChanges {
            opened: counts(3, 11, 24, 9),
            worsened: counts(1, 2, 0, 0),
            reopened: counts(1, 2, 1, 0),
            resolved: counts(5, 19, 30, 8),
        },
        dimensions: vec![
            mean(Dimension::ImageTrust, 84.1, 918),
            mean(Dimension::Capabilities, 74.6, 1_240),
            mean(Dimension::Mounts, 83.8, 744),
            mean(Dimension::Secrets, 88.2, 203),
            mean(Dimension::Staleness, 81.0, 387),
        ],
        worst: workloads(),
        escape_paths: vec![
            EscapeLine { kind: EscapeKind::EngineSocket, workloads: 31, before: 29 },
            EscapeLine { kind: EscapeKind::Privileged, workloads: 22, before: 22 },
            EscapeLine { kind: EscapeKind::SysAdmin, workloads: 6, before: 9 },
        ],
        escaping: 54,
        credentials: credentials(until),
        accepted: accepted(until),
        hosts: hosts(until),
        fixes: fixes(),
        method: Method { policy_versions: vec![6, 7], rules_revisions: vec![12], hosts_covered: 42 },
        ..empty
    }
}

fn credentials(until: DateTime<Utc>) -> Listed<Credential> {
    Listed {
        items: vec![
            Credential {
                cause: cause(
                    "SEC-002",
                    "Secret-named variable with a literal value",
                    "REGISTRY_PASSWORD",
                    Severity::High,
                ),
                place: place("forge", "ci-runner", "ber-build-02"),
                at: until - TimeDelta::days(3),
            },
            Credential {
                cause: cause("SEC-001", "Payment key in the environment", "STRIPE_KEY", Severity::Critical),
                place: place("payments", "ledger-api", "fra-pay-02"),
                at: until - TimeDelta::days(5),
            },
        ],
        total: 2,
    }
}

fn accepted(until: DateTime<Utc>) -> Listed<AcceptedRisk> {
    Listed {
        items: vec![
            AcceptedRisk {
                cause: cause("MNT-001", "Engine socket mounted", "/var/run/docker.sock", Severity::Critical),
                place: place("edge", "traefik", "fra-edge-01"),
                by: "ada".into(),
                reason: "Behind a filtering proxy that allows GET only; the migration to labels is planned."
                    .into(),
                until: until + TimeDelta::days(9),
            },
            AcceptedRisk {
                cause: cause("HST-004", "Engine API on TCP without TLS", "", Severity::High),
                place: place("", "", "ham-dc-07"),
                by: "grace".into(),
                reason: "Isolated network until the move in March".into(),
                until: until + TimeDelta::days(120),
            },
        ],
        total: 2,
    }
}

fn hosts(until: DateTime<Utc>) -> Listed<HostLine> {
    Listed {
        items: vec![
            HostLine {
                name: "ber-lab-02".into(),
                state: HostState::Failed,
                seen_at: Some(until - TimeDelta::days(2)),
                cause: "The client certificate expired on 22 November".into(),
            },
            HostLine {
                name: "muc-plant-04".into(),
                state: HostState::Stale,
                seen_at: Some(until - TimeDelta::hours(26)),
                cause: "The connection timed out".into(),
            },
            HostLine {
                name: "ham-new-01".into(),
                state: HostState::New,
                seen_at: None,
                cause: String::new(),
            },
        ],
        total: 3,
    }
}

fn fixes() -> Vec<Fix> {
    let fix = |rule: &str, title: &str, fix: &str, severity, workloads, findings, gain| Fix {
        rule: rule.into(),
        title: title.into(),
        fix: fix.into(),
        severity,
        workloads,
        findings,
        gain,
    };
    vec![
        fix(
            "MNT-001",
            "Engine socket mounted",
            "Put a filtering proxy in front of the engine socket, or use rootless BuildKit over TCP with mutual TLS.",
            Severity::Critical,
            31,
            33,
            1.42,
        ),
        fix(
            "CAP-002",
            "Dangerous capability added",
            "Drop all capabilities and add back only what the process needs.",
            Severity::High,
            56,
            88,
            0.91,
        ),
        fix(
            "SEC-002",
            "Secret-named variable with a literal value",
            "Read it from a file under /run/secrets.",
            Severity::High,
            203,
            417,
            0.64,
        ),
        fix(
            "CAP-005",
            "Runs as root",
            "Set a user other than root in the image or with user:.",
            Severity::Medium,
            744,
            744,
            0.03,
        ),
    ]
}

/// Markup, formulas, controls, bidirectional overrides, letters without glyphs, and a name without end.
pub const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "=HYPERLINK(\"http://evil.example\",\"click\")",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1,1)",
    "\u{202e}gpj.exe\u{202c}\u{200b}\0\u{7}\u{1b}[31m\r\n\t=1+1",
    "東京 🦀 مرحبا Жук Ελλάς Łódź",
    "a-very-long-name_without.end/",
];

pub fn hostile_workloads(number: usize) -> Vec<WorkloadLine> {
    let name = |at: usize| match HOSTILE[at % HOSTILE.len()] {
        long if long.starts_with("a-very") => format!("{}{at}", long.repeat(40)),
        name => format!("{name}{at}"),
    };
    let line = |at: usize| {
        let subject = name(at + 3);
        let worst = cause(&name(at + 5), &name(at + 1), &subject, Severity::WORST_FIRST[at % 5]);
        WorkloadLine {
            image: name(at + 4),
            complete: !at.is_multiple_of(3),
            ..workload(at as f64 % 100.0, (&name(at + 2), &name(at), &name(at + 6)), Some(worst), None)
        }
    };
    (0..number).map(line).collect()
}

pub fn hostile() -> Report {
    let small = small();
    let name = |at: usize| HOSTILE[at % HOSTILE.len()].to_owned();
    let long = |at: usize| if at % HOSTILE.len() == 7 { name(at).repeat(60) } else { name(at) };
    let hostile_place = |at: usize| place(&long(at), &long(at + 1), &long(at + 2));
    let hostile_cause =
        |at: usize| cause(&name(at), &long(at + 3), &long(at + 4), Severity::WORST_FIRST[at % 5]);
    let until = small.period.until;
    let credential = |at| Credential { cause: hostile_cause(at), place: hostile_place(at), at: until };
    let risk = |at| AcceptedRisk {
        cause: hostile_cause(at),
        place: hostile_place(at),
        by: long(at + 5),
        reason: long(at + 6).repeat(8),
        until,
    };
    let host = |at| HostLine { name: long(at), state: HostState::Failed, seen_at: None, cause: long(at + 1) };
    let fix = |at| Fix {
        rule: name(at),
        title: long(at + 1),
        fix: long(at + 2),
        severity: Severity::High,
        workloads: 1_000_000,
        findings: 15_000_000,
        gain: 0.001,
    };
    let mut scope = Scope::default();
    scope.labels.0.insert("team<b>".into(), ["=1+1".to_owned(), "\u{202e}pay".to_owned()].into());
    scope.projects.insert(HOSTILE[0].into());
    Report {
        scope,
        demo: true,
        worst: hostile_workloads(200),
        credentials: Listed { items: (0..60).map(credential).collect(), total: 4_000 },
        accepted: Listed { items: (0..60).map(risk).collect(), total: 61 },
        hosts: Listed { items: (0..60).map(host).collect(), total: 60 },
        fixes: (0..10).map(fix).collect(),
        ..small
    }
}
