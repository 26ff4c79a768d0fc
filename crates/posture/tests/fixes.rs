//! What holds of fixes for any facts.

use std::collections::{BTreeMap, BTreeSet};

use posture::fix::{Change, Facts, Fix, Format, Yardstick, fixes, host_fixes, render, render_engine};
use posture::testing::{Sample, policy, sample};
use posture::{
    AcceptedSet, Finding, Outcome, Policy, Posture, Severity, evaluate, evaluate_host, rules, score,
    score_host,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use yaml_rust2::YamlLoader;

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Any facts, any policy, and about a third of the findings accepted.
fn judged() -> impl Strategy<Value = (Sample, Policy, AcceptedSet)> {
    (sample(), policy(), proptest::collection::vec(0..3_u8, 40)).prop_map(|(sample, policy, mask)| {
        let outcome = evaluate(&sample.subject(), &policy, sample.now);
        let marked = outcome.findings.iter().zip(mask).filter(|(_, mark)| *mark == 0);
        let accepted = marked.map(|(finding, _)| (finding.rule.clone(), finding.subject.clone())).collect();
        (sample, policy, accepted)
    })
}

/// Nothing that was not there before, and nothing worse.
fn introduced(before: &Outcome, after: &Outcome) -> Vec<String> {
    let had: BTreeMap<_, _> = before.findings.iter().map(|own| (own.key(), own.severity)).collect();
    let is_new = |own: &&Finding| had.get(&own.key()).is_none_or(|severity| *severity < own.severity);
    let unknown: BTreeSet<_> = before.unknown.iter().map(|own| &own.rule).collect();
    let doubts = after.unknown.iter().filter(|own| !unknown.contains(&own.rule));
    let new = after.findings.iter().filter(is_new).map(|own| format!("{} {}", own.rule, own.subject));
    new.chain(doubts.map(|own| format!("{}?", own.rule))).collect()
}

fn has(outcome: &Outcome, rule: &posture::RuleId, subject: &str) -> bool {
    outcome.findings.iter().any(|own| own.key() == (rule, subject))
}

proptest! {
    #![proptest_config(config(10_000))]

    #[test]
    fn every_fix_keeps_its_promise((sample, policy, accepted) in judged()) {
        let judge = |facts: &Facts<'_>| -> (Outcome, Posture) {
            let outcome = evaluate(&facts.subject(), &policy, sample.now);
            let posture = score(&outcome, &accepted, &policy);
            (outcome, posture)
        };
        let by = Yardstick { policy: &policy, accepted: &accepted, now: sample.now };
        let facts = Facts::from(sample.subject());
        let (outcome, posture) = judge(&facts);
        for fix in fixes(&sample.subject(), &outcome, &by) {
            let changed = fix.change.apply(&facts);
            let (after, scored) = judge(&changed);
            prop_assert_eq!(fix.after.score.to_bits(), scored.score.to_bits(), "{:?}", fix.change);
            prop_assert_eq!((fix.after.grade, fix.after.complete), (scored.grade, scored.complete));
            prop_assert!(scored.score >= posture.score && scored.raw_score >= posture.raw_score);
            prop_assert!((scored.score - posture.score - fix.after.gain).abs() < 1e-9);
            prop_assert!(introduced(&outcome, &after).is_empty(), "{:?} brings {:?}", fix.change, introduced(&outcome, &after));
            prop_assert!(!fix.closes.is_empty(), "{:?} closes nothing", fix.change);
            for closed in &fix.closes {
                prop_assert!(has(&outcome, &closed.rule, &closed.subject));
                prop_assert!(!has(&after, &closed.rule, &closed.subject));
            }
        }
    }

    #[test]
    fn every_fix_of_an_engine_keeps_its_promise((sample, policy, _) in judged()) {
        let accepted = AcceptedSet::new();
        let by = Yardstick { policy: &policy, accepted: &accepted, now: sample.now };
        let outcome = evaluate_host(&sample.host, &policy, sample.now);
        let before = score_host(&outcome, &accepted, &policy).score;
        for fix in host_fixes(&sample.host, &outcome, &by) {
            let changed = fix.change.apply_to_host(&sample.host);
            let after = evaluate_host(&changed, &policy, sample.now);
            let scored = score_host(&after, &accepted, &policy).score;
            prop_assert_eq!(fix.after.score.to_bits(), scored.to_bits());
            prop_assert!(scored >= before && introduced(&outcome, &after).is_empty());
            prop_assert!(fix.closes.iter().all(|own| !has(&after, &own.rule, &own.subject)));
            let snippet = render_engine(&sample.host, &changed).expect("every setting is a line of the file");
            if !snippet.text.is_empty() {
                prop_assert!(serde_json::from_str::<serde_json::Value>(&snippet.text).is_ok(), "{}", snippet.text);
            }
        }
    }
}

proptest! {
    #![proptest_config(config(1_000))]

    #[test]
    fn fixes_are_sorted_titled_and_offered_once((sample, policy, accepted) in judged()) {
        let by = Yardstick { policy: &policy, accepted: &accepted, now: sample.now };
        let outcome = evaluate(&sample.subject(), &policy, sample.now);
        let offered = fixes(&sample.subject(), &outcome, &by);
        let changes: BTreeSet<&Change> = offered.iter().map(|fix| &fix.change).collect();
        prop_assert_eq!(changes.len(), offered.len());
        let facts = Facts::from(sample.subject());
        let counts = |finding: &&Finding| {
            let weighs = finding.rule.dimension().is_some_and(|of| policy.weights.of(of) > 0.0);
            weighs && !accepted.contains(&(finding.rule.clone(), finding.subject.clone()))
        };
        let rank = |fix: &Fix| {
            let left = evaluate(&fix.change.apply(&facts).subject(), &policy, sample.now).findings;
            let criticals = left.iter().filter(counts).filter(|own| own.severity == Severity::Critical);
            (criticals.count(), -fix.after.gain)
        };
        prop_assert!(offered.iter().map(rank).is_sorted(), "{:?}", offered);
        prop_assert!(offered.iter().all(|fix| !fix.title.is_empty() && !fix.title.ends_with('.')));
        prop_assert_eq!(&offered, &fixes(&sample.subject(), &outcome, &by));
        let json = serde_json::to_string(&offered).unwrap();
        let read: Vec<Fix> = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(read.len(), offered.len());
        prop_assert!(read.iter().zip(&offered).all(|(read, fix)| read.change == fix.change));
    }

    #[test]
    fn whatever_is_rendered_is_yaml_of_one_document((sample, policy, accepted) in judged(), name in ".{1,12}") {
        let by = Yardstick { policy: &policy, accepted: &accepted, now: sample.now };
        let outcome = evaluate(&sample.subject(), &policy, sample.now);
        let facts = Facts::from(sample.subject());
        for fix in fixes(&sample.subject(), &outcome, &by) {
            let changed = fix.change.apply(&facts);
            for format in [Format::Compose, Format::Kubernetes] {
                let Some(snippet) = render(format, &facts, &changed, &name) else { continue };
                let read = YamlLoader::load_from_str(&snippet.text);
                prop_assert!(read.is_ok_and(|read| read.len() <= 1), "{:?}: {}", fix.change, snippet.text);
            }
        }
    }
}

fn kind(change: &Change) -> String {
    let value = serde_json::to_value(change).expect("a change is JSON");
    value["kind"].as_str().expect("every change says its kind").to_owned()
}

/// Found by a rule for which no change to facts is known.
const WITHOUT: [&str; 13] = [
    "CAP-026", // What somebody did once.
    "IMG-003", "IMG-004", "IMG-005", // Another image, or the same one from elsewhere.
    "STL-006", // Its log tells.
    "HST-007", "HST-008", "HST-009", "HST-010", "HST-014",
    "HST-015", // Another machine, kernel or engine.
    "HST-011", "HST-019", // Commands, and not settings.
];

#[test]
fn each_kind_of_change_is_offered_and_each_rule_mended_for_generated_facts() {
    const CASES: u32 = 4_000;
    let mut runner = TestRunner::deterministic();
    let accepted = AcceptedSet::new();
    let (mut kinds, mut mended) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..CASES {
        let sample = sample().new_tree(&mut runner).unwrap().current();
        let by = Yardstick { policy: &sample.policy, accepted: &accepted, now: sample.now };
        let of_container = fixes(&sample.subject(), &sample.outcome(), &by);
        let of_host = host_fixes(&sample.host, &sample.host_outcome(), &by);
        for fix in of_container.iter().chain(&of_host) {
            kinds.insert(kind(&fix.change));
            mended.extend(fix.closes.iter().map(|closed| closed.rule.to_string()));
        }
    }
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), KINDS);
    let missing: Vec<&str> =
        rules::ALL.iter().map(|rule| rule.id).filter(|id| !mended.contains(*id)).collect();
    let expected: Vec<&str> =
        rules::ALL.iter().map(|rule| rule.id).filter(|id| WITHOUT.contains(id)).collect();
    assert_eq!(missing, expected);
}

/// As they are called in JSON, sorted.
const KINDS: [&str; 46] = [
    "add_health_check",
    "clear_setuid",
    "engine",
    "limit_cpus",
    "limit_memory",
    "limit_pids",
    "limit_restarts",
    "mask_system_paths",
    "mend_build",
    "mount_privately",
    "mount_read_only",
    "name_ports",
    "own_namespace",
    "own_network",
    "pin_image",
    "protect_cgroups",
    "read_only_root",
    "read_secret_from_file",
    "remove_baked_credential",
    "remove_baked_variable",
    "remove_cgroup_parent",
    "remove_credential",
    "remove_device",
    "remove_device_rule",
    "remove_group",
    "remove_image_volume",
    "remove_mount",
    "remove_privileged",
    "remove_ssh_server",
    "remove_sysctl",
    "remove_volumes_from",
    "renew_image",
    "republish",
    "require_password",
    "set_capabilities",
    "set_no_new_privileges",
    "set_ulimits",
    "set_user",
    "start_again",
    "use_builtin_seccomp",
    "use_default_app_armor",
    "use_default_seccomp",
    "use_engine_tls",
    "use_own_volume",
    "use_se_linux",
    "use_supported_base",
];
