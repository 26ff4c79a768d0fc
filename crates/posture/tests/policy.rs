//! What holds of policies as documents, and of what they change.

use posture::policy::{read, to_toml};
use posture::testing::{hardened, hardened_host, plain, policy};
use posture::{Policy, Severity};
use proptest::prelude::*;

fn config() -> ProptestConfig {
    ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_policy_within_bounds_survives_being_written(policy in policy()) {
        prop_assert_eq!(policy.faults(), []);
        prop_assert_eq!(read(&to_toml(&policy)), Ok(policy));
    }

    #[test]
    fn whatever_is_wrong_has_a_place_in_the_text(at in any::<prop::sample::Index>(), junk in "[\\PC\n]{0,6}") {
        let mut text = to_toml(&Policy::default());
        let at = text.floor_char_boundary(at.index(text.len()));
        text.insert_str(at, &junk);
        if let Err(mistakes) = read(&text) {
            prop_assert!(!mistakes.is_empty());
            for mistake in mistakes {
                let lines = text.lines().count() + 1;
                prop_assert!((1..=lines).contains(&(mistake.line as usize)), "{mistake} of {lines} lines");
                prop_assert!(mistake.column >= 1 && !mistake.text.is_empty());
            }
        }
    }
}

fn with(rule: &str, severity: Severity) -> Policy {
    Policy { severities: [(rule.to_owned(), severity)].into(), ..Policy::default() }
}

#[test]
fn a_changed_severity_is_what_a_finding_has_and_what_an_unknown_check_could_be() {
    let root = hardened().root().policy(|p| *p = with("CAP-005", Severity::High));
    root.finds(&["CAP-005 high"]);
    let unread = hardened().without_image().policy(|p| *p = with("STL-001", Severity::Medium));
    assert!(unread.unknown_lines().contains(&"STL-001 medium".to_owned()));
    let host = hardened_host().host(|h| h.live_restore = Some(false));
    host.policy(|p| *p = with("HST-004", Severity::Medium)).host_finds(&["HST-004 medium"]);
}

#[test]
fn a_milder_rule_gives_a_better_grade() {
    let socket = || plain().bind("/var/run/docker.sock", "/s");
    assert_eq!(socket().posture().grade.to_string(), "F");
    let milder = socket().policy(|p| *p = with("MNT-001", Severity::High));
    assert_eq!(milder.posture().grade.to_string(), "D");
}

#[test]
fn escape_paths_stay_whatever_a_policy_says_of_severities() {
    let socket = hardened().root().bind("/", "/h");
    let paths = socket.outcome().escape_paths;
    let milder = socket.policy(|p| *p = with("MNT-002", Severity::Info));
    assert_eq!(milder.outcome().escape_paths, paths);
}

#[test]
fn the_document_in_json_has_the_same_names() {
    let policy = with("CAP-005", Severity::High);
    let json = serde_json::to_value(&policy).unwrap();
    assert_eq!((&json["severities"]["CAP-005"], &json["weights"]["mounts"]), (&"high".into(), &0.25.into()));
    assert_eq!(serde_json::from_value::<Policy>(json).unwrap(), policy);
    let unknown = serde_json::from_str::<Policy>(r#"{"rules_of":[]}"#).unwrap_err().to_string();
    assert!(unknown.contains("unknown field `rules_of`"), "{unknown}");
}

#[test]
fn what_older_documents_left_out_is_as_usual() {
    let old = r#"{"version":2,"probabilities":{"critical":0.6,"high":0.35,"medium":0.2,"low":0.05},
        "weights":{"image_trust":0.2,"capabilities":0.25,"mounts":0.25,"secrets":0.2,"staleness":0.1},
        "trusted":["docker.io/library"],"rules_off":[]}"#;
    let policy: Policy = serde_json::from_str(old).unwrap();
    assert_eq!(policy, Policy { version: 2, trusted: vec!["docker.io/library".into()], ..Policy::default() });
}
