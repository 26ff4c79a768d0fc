use chrono::DateTime;
use serde_json::Value;
use simulator::{Engine, HostOptions, Served, Spec};

use super::{plimsoll, plimsoll_with};

/// A container with the engine's socket, and a plain one with a name that is not text for terminals.
fn engine() -> Engine {
    let now = DateTime::from_timestamp(1_772_000_000, 0).expect("a moment");
    let mut engine = Engine::new(3, "harbour", now);
    let socket = HostOptions {
        binds: vec!["/var/run/docker.sock:/var/run/docker.sock".into()],
        ..HostOptions::default()
    };
    engine.run("portainer", Spec { image: "nginx:latest".into(), host: socket, ..Spec::default() });
    engine.run("a\u{1b}[2Jb", Spec { image: "nginx:latest".into(), ..Spec::default() });
    engine
}

async fn scanned(format: &'static str) -> String {
    let folder = tempfile::tempdir().expect("temporary directory");
    let served = Served::unix(engine(), folder.path().join("engine.sock")).expect("a socket");
    let address = served.address().to_owned();
    let said =
        tokio::task::spawn_blocking(move || plimsoll(&["scan", "--engine", &address, "--format", format]))
            .await
            .expect("it ran");
    assert!(said.well, "{}", said.err);
    assert!(served.writes().is_empty(), "nothing but GET is sent");
    said.out
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_is_of_its_schema_and_its_shares_add_up() {
    let document: Value = serde_json::from_str(&scanned("json").await).expect("one document");
    assert_eq!(document["schema"], "plimsoll.scan/1");
    assert!(document["host"]["score"].is_number() && document["host"]["findings"].is_array());
    let workloads = document["workloads"].as_array().expect("an array");
    assert_eq!(workloads.len(), 2);
    for workload in workloads {
        let score = workload["score"].as_f64().expect("a number");
        let findings = workload["findings"].as_array().expect("an array");
        let loss: f64 = findings.iter().map(|finding| finding["loss"].as_f64().expect("a number")).sum();
        assert!((loss - (100.0 - score)).abs() < 0.05, "{loss} is lost of 100 at a score of {score}");
        for dimension in ["image_trust", "capabilities", "mounts", "secrets", "staleness"] {
            assert!(workload["dimensions"][dimension]["score"].is_number(), "{dimension}");
            assert!(workload["dimensions"][dimension]["grade"].is_string(), "{dimension}");
        }
        for finding in findings {
            for field in ["rule", "severity", "subject", "title"] {
                assert!(finding[field].is_string(), "{field} of {finding}");
            }
            assert!(finding["gain"].is_number(), "{finding}");
            assert_ne!(finding["title"], "", "{finding}");
        }
        for field in ["name", "image", "grade"] {
            assert!(workload[field].is_string(), "{field}");
        }
        assert!(workload["raw_score"].is_number() && workload["complete"].is_boolean());
        assert!(workload["unknown"].is_array() && workload["escape_paths"].is_array());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worst_comes_first_with_the_reason() {
    let document: Value = serde_json::from_str(&scanned("json").await).expect("one document");
    let worst = &document["workloads"][0];
    assert_eq!((&worst["name"], &worst["grade"]), (&"portainer".into(), &"F".into()));
    let socket = &worst["findings"][0];
    assert_eq!(
        (&socket["rule"], &socket["severity"], &socket["subject"]),
        (&"MNT-001".into(), &"critical".into(), &"/var/run/docker.sock".into())
    );
    assert_eq!(worst["escape_paths"][0]["kind"], "engine_socket");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_is_safe_to_show_whatever_a_container_calls_itself() {
    let table = scanned("text").await;
    assert!(!table.contains('\u{1b}'), "{table:?}");
    let rows: Vec<&str> = table.lines().collect();
    assert!(rows[0].starts_with("harbour · Docker 29.0.1"), "{table}");
    assert!(rows[3].starts_with("F ") && rows[3].contains("critical MNT-001"), "{table}");
    assert!(table.contains("\nESCAPE PATHS\n  portainer: "), "{table}");
}

#[test]
fn what_inspect_printed_is_scored_without_blaming_the_host() {
    let inspected = r#"[{"Id":"aaaa","Name":"/web","Created":"2026-01-01T00:00:00Z","Image":"sha256:bb",
        "State":{"Status":"running"},"Config":{"Image":"web:1","Env":[]},
        "HostConfig":{"Privileged":true,"NetworkMode":"default"},"Mounts":[],"NetworkSettings":{"Networks":{}}}]"#;
    let said = plimsoll_with(&["scan", "--inspect", "-", "--format", "json"], inspected);
    assert!(said.well, "{}", said.err);
    let document: Value = serde_json::from_str(&said.out).expect("one document");
    assert!(document["host"]["score"].is_null() && document["host"]["findings"] == Value::Array(Vec::new()));
    assert_eq!(document["workloads"][0]["findings"][0]["rule"], "CAP-001");
    assert_eq!(document["workloads"][0]["complete"], false, "the image was not seen");
}

#[test]
fn what_cannot_be_read_is_said_with_what_to_do() {
    let nowhere = plimsoll(&["scan", "--engine", "unix:///nowhere/docker.sock"]);
    assert!(!nowhere.well && nowhere.out.is_empty());
    assert!(
        nowhere.err.contains("/nowhere/docker.sock") && nowhere.err.contains("Check that"),
        "{}",
        nowhere.err
    );

    let malformed = plimsoll_with(&["scan", "--inspect", "-"], "{\"broken");
    assert!(!malformed.well && malformed.err.contains("docker inspect"), "{}", malformed.err);

    let empty = plimsoll_with(&["scan", "--inspect", "-"], "[]");
    assert!(!empty.well && empty.err.contains("no container"), "{}", empty.err);

    let nothing = plimsoll(&["scan"]);
    assert!(!nothing.well && nothing.err.contains("--engine"), "{}", nothing.err);
}
