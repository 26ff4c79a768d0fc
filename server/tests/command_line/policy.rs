use std::io::Write;

use serde_json::Value;

use super::{Said, plimsoll, plimsoll_with};

fn check(text: &str) -> Said {
    plimsoll_with(&["policy", "check", "-"], text)
}

#[test]
fn the_default_policy_is_a_file_that_the_check_lets_pass() {
    let default = plimsoll(&["policy", "default"]);
    assert!(default.well && default.out.contains("[probabilities]"), "{}", default.out);
    let checked = check(&default.out);
    assert!(checked.well, "{}", checked.err);
    assert_eq!(checked.out, "standard input is a valid policy\n");
}

#[test]
fn a_mistake_is_told_with_file_line_column_field_and_what_is_allowed() {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(b"[weights]\nmounts = -1\n\n[probabilities]\nlow = 2\n").expect("written");
    let path = file.path().display().to_string();
    let said = plimsoll(&["policy", "check", &path]);
    assert!(!said.well && said.out.is_empty());
    assert_eq!(
        said.err,
        format!(
            "plimsoll: {path} is no valid policy\n\
             {path}:2:1: weights.mounts is -1; allowed is 0, or 0.001 to 1000\n\
             {path}:5:1: probabilities.low is 2; allowed is above 0 to 0.95\n"
        )
    );
}

#[test]
fn what_is_no_policy_is_refused_and_moves_no_cursor() {
    for text in ["version", "[weights", "weights = 3", "unheard_of = true", "\u{1b}[2J = 1"] {
        let said = check(text);
        assert!(!said.well && said.err.contains("standard input:1:"), "{text:?}: {}", said.err);
        assert!(!said.err.contains('\u{1b}'), "{}", said.err);
    }
    let long = check(&"# a comment\n".repeat(100_000));
    assert!(!long.well && long.err.contains("longer than 1 MiB"), "{}", long.err);
    let nowhere = plimsoll(&["policy", "check", "/nowhere/policy.toml"]);
    assert!(!nowhere.well && nowhere.err.contains("reading /nowhere/policy.toml"), "{}", nowhere.err);
}

#[test]
fn a_policy_is_explained_by_what_differs() {
    let built_in = plimsoll(&["policy", "explain"]);
    assert!(built_in.well && !built_in.out.contains("instead of"), "{}", built_in.out);
    let changed = plimsoll_with(
        &["policy", "explain", "-"],
        "rules_off = [\"CAP-027\"]\n[severities]\nCAP-005 = \"high\"\n",
    );
    assert!(changed.out.contains("CAP-005 Runs as root: high instead of medium"), "{}", changed.out);
    assert!(changed.out.contains("\nRules that are off\n  CAP-027 "), "{}", changed.out);
}

const INSPECTED: &str = r#"[{"Id":"aaaa","Name":"/web","Created":"2026-01-01T00:00:00Z","Image":"sha256:bb",
    "State":{"Status":"running"},"Config":{"Image":"web:1","Env":[]},
    "HostConfig":{"Privileged":true,"NetworkMode":"default"},"Mounts":[],"NetworkSettings":{"Networks":{}}}]"#;

#[test]
fn a_scan_judges_by_the_policy_it_is_given() {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    let path = file.path().display().to_string();
    let scan = ["scan", "--inspect", "-", "--format", "json", "--policy", &path];
    file.write_all(b"[severities]\nCAP-001 = \"high\"\n").expect("written");
    let said = plimsoll_with(&scan, INSPECTED);
    assert!(said.well, "{}", said.err);
    let document: Value = serde_json::from_str(&said.out).expect("one document");
    assert_eq!(document["workloads"][0]["findings"][0]["rule"], "CAP-001");
    assert_eq!(document["workloads"][0]["findings"][0]["severity"], "high");
    assert_eq!(document["workloads"][0]["grade"], "D");
    file.write_all(b"CAP-002 = \"bad\"\n").expect("written");
    let refused = plimsoll_with(&scan, INSPECTED);
    assert!(!refused.well && refused.err.contains(":3:11: severities.CAP-002"), "{}", refused.err);
}

#[test]
fn standard_input_is_the_policy_or_what_is_judged_and_not_both() {
    let said = plimsoll_with(&["scan", "--inspect", "-", "--policy", "-"], "[]");
    assert!(!said.well && said.out.is_empty());
    assert_eq!(said.err, "plimsoll: only one of --inspect and --policy can be standard input\n");
}
