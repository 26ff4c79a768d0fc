//! What holds of the rules for any facts.

use std::collections::BTreeMap;

use posture::facts::{AppArmor, EngineKind, Host};
use posture::outcome::EscapeKind;
use posture::testing::{Sample, sample};
use posture::{AcceptedSet, Finding, rules, score};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn rank(finding: &Finding) -> (std::cmp::Reverse<posture::Severity>, &str, &str) {
    (std::cmp::Reverse(finding.severity), finding.rule.as_str(), &finding.subject)
}

proptest! {
    #![proptest_config(config(10_000))]

    #[test]
    fn the_same_facts_give_the_same_outcome(sample in sample()) {
        prop_assert_eq!(sample.outcome(), sample.outcome());
        prop_assert_eq!(sample.host_outcome(), sample.host_outcome());
    }

    #[test]
    fn findings_are_sorted_unique_and_of_known_rules(sample in sample()) {
        for outcome in [sample.outcome(), sample.host_outcome()] {
            prop_assert!(outcome.findings.is_sorted_by_key(rank));
            let keys: std::collections::BTreeSet<_> = outcome.findings.iter().map(Finding::key).collect();
            prop_assert_eq!(keys.len(), outcome.findings.len());
            for finding in &outcome.findings {
                prop_assert!(rules::find(finding.rule.as_str()).is_some());
                prop_assert!(!finding.evidence.is_empty());
            }
        }
    }

    #[test]
    fn a_rule_says_at_most_once_what_it_does_not_know(sample in sample()) {
        for outcome in [sample.outcome(), sample.host_outcome()] {
            let rules: std::collections::BTreeSet<_> =
                outcome.unknown.iter().map(|unknown| &unknown.rule).collect();
            prop_assert_eq!(rules.len(), outcome.unknown.len());
            prop_assert!(outcome.unknown.iter().all(|unknown| !unknown.missing.is_empty()));
        }
    }

    #[test]
    fn a_finding_beneath_a_cause_stands_beside_it(sample in sample()) {
        let findings = sample.outcome().findings;
        for cause in findings.iter().filter_map(|finding| finding.cause.as_ref()) {
            prop_assert!(findings.iter().any(|finding| finding.rule == *cause));
        }
    }

    #[test]
    fn every_escape_path_names_a_finding_or_what_is_not_known(sample in sample()) {
        let outcome = sample.outcome();
        for path in &outcome.escape_paths {
            let is_found =
                outcome.findings.iter().any(|finding| finding.key() == (&path.rule, path.subject.as_str()));
            // A flaw of the host is found there.
            let is_found = is_found || path.rule.is_about_hosts();
            let could_be = outcome.unknown.iter().any(|unknown| unknown.rule == path.rule);
            prop_assert!(is_found || could_be, "{:?}", path);
        }
    }

    #[test]
    fn one_mount_has_one_finding(sample in sample()) {
        let of_one = sample.container(|c| c.mounts.truncate(1));
        let about_mounts = of_one.outcome().findings.iter()
            .filter(|finding| finding.rule.as_str().starts_with("MNT-") && !finding.subject.is_empty())
            // What an image declares is no mount.
            .filter(|finding| finding.rule.as_str() != "MNT-012")
            .count();
        prop_assert!(about_mounts <= 1);
    }

    #[test]
    fn removing_privileged_or_all_reveals_nothing_and_lowers_no_score(sample in sample()) {
        // What Podman reports would replace what is computed as soon as nothing implies it any more.
        let sample = sample.container(|c| c.security.reported_capabilities = None);
        let before = sample.clone();
        // Without privileged the engine applies its own profile at the next start.
        let without_privileged = sample.clone().container(|c| {
            if c.privileged && c.security.apparmor == AppArmor::Unset {
                c.security.apparmor = AppArmor::Profile("docker-default".into());
            }
            c.privileged = false;
        });
        let without_all = sample.container(|c| c.cap_add.retain(|name| name != "ALL"));
        for after in [without_privileged, without_all] {
            let keys = |sample: &Sample| -> BTreeMap<_, _> {
                let findings = sample.outcome().findings.into_iter();
                findings.map(|finding| ((finding.rule, finding.subject), finding.severity)).collect()
            };
            let had = keys(&before);
            for (key, severity) in keys(&after) {
                prop_assert!(had.get(&key) >= Some(&severity), "{:?} is new", key);
            }
            prop_assert!(after.posture().score >= before.posture().score);
        }
    }

    #[test]
    fn nothing_changes_before_it_is_due(sample in sample(), part in 0.0..1.0_f64) {
        let outcome = sample.outcome();
        let due_at = outcome.due_at;
        let until = due_at.unwrap_or(sample.now + chrono::TimeDelta::days(1_000));
        prop_assert!(until > sample.now);
        let seconds = ((until - sample.now).num_seconds() as f64 * part) as i64;
        let mut later = sample.clone();
        later.now += chrono::TimeDelta::seconds(seconds);
        prop_assert_eq!(&later.outcome(), &outcome);
        if let Some(due_at) = due_at {
            later.now = due_at;
            prop_assert_ne!(later.outcome(), outcome);
        }
    }

    #[test]
    fn what_is_accepted_leaves_the_score_and_stays_in_the_raw_one(
        sample in sample(), mask in proptest::collection::vec(any::<bool>(), 40),
    ) {
        let outcome = sample.outcome();
        let keys = outcome.findings.iter().map(|finding| (finding.rule.clone(), finding.subject.clone()));
        let accepted: AcceptedSet = keys.zip(mask).filter_map(|(key, is_in)| is_in.then_some(key)).collect();
        let (with, without) = (score(&outcome, &accepted, &sample.policy), sample.posture());
        prop_assert!(with.score >= without.score);
        prop_assert_eq!(with.raw_score.to_bits(), without.raw_score.to_bits());
        prop_assert_eq!(with.complete, without.complete);
        let all: AcceptedSet =
            outcome.findings.iter().map(|finding| (finding.rule.clone(), finding.subject.clone())).collect();
        prop_assert!(score(&outcome, &all, &sample.policy).score >= 100.0);
    }

    #[test]
    fn hiding_what_can_be_hidden_does_not_pay(sample in sample()) {
        let without_image = sample.clone().without_image();
        prop_assert!(!without_image.posture().complete, "{:?}", without_image.unknown_lines());
        let unknown = sample.host(|h| h.info_unread = true).host_outcome().unknown;
        for rule in ["HST-002", "HST-011"] {
            prop_assert!(unknown.iter().any(|unknown| unknown.rule.as_str() == rule), "{}", rule);
        }
    }

    #[test]
    fn what_the_bucket_of_volatile_state_leaves_out_no_rule_looks_at(sample in sample()) {
        let of_bucket = sample.clone().runtime(|r| *r = r.bucket());
        prop_assert_eq!(of_bucket.outcome(), sample.outcome());
        let later = sample.clone().runtime(|r| r.restart_count += 1);
        prop_assert_eq!(later.runtime.bucket(), sample.runtime.bucket());
    }

    #[test]
    fn facts_survive_serialisation(sample in sample()) {
        let json = serde_json::to_string(&sample.container).unwrap();
        prop_assert_eq!(serde_json::from_str::<posture::facts::Container>(&json).unwrap(), sample.container);
        let json = serde_json::to_string(&sample.host).unwrap();
        prop_assert_eq!(serde_json::from_str::<Host>(&json).unwrap(), sample.host);
    }
}

#[test]
fn each_way_out_is_open_in_one_of_a_thousand_generated_cases() {
    const CASES: u32 = 10_000;
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<EscapeKind, u32> = BTreeMap::new();
    for _ in 0..CASES {
        let sample = sample().new_tree(&mut runner).unwrap().current();
        let kinds: std::collections::BTreeSet<EscapeKind> =
            sample.outcome().escape_paths.into_iter().map(|path| path.kind).collect();
        for kind in kinds {
            *seen.entry(kind).or_default() += 1;
        }
    }
    for kind in EscapeKind::ALL {
        let open = seen.get(&kind).copied().unwrap_or_default();
        assert!(open >= CASES / 1_000, "{kind:?} is open in {open} of {CASES} cases");
    }
}

#[test]
fn the_engines_and_the_gaps_that_are_met_are_among_the_generated_cases() {
    type IsOne = fn(&Sample) -> bool;
    const CASES: usize = 2_000;
    let mut runner = TestRunner::deterministic();
    let samples: Vec<Sample> =
        (0..CASES).map(|_| sample().new_tree(&mut runner).unwrap().current()).collect();
    let kinds: [(&str, IsOne); 6] = [
        ("Podman", |s| s.host.engine == EngineKind::Podman),
        ("rootless", |s| s.host.rootless),
        ("remapped", |s| s.host.confinement.user_namespaces == Some(true)),
        ("an image that is hidden", |s| s.image.is_none()),
        ("an engine that refuses its info", |s| s.host.info_unread),
        ("a build history that is hidden", |s| s.image.as_ref().is_some_and(|image| image.history_unread)),
    ];
    for (kind, is_one) in kinds {
        let met = samples.iter().filter(|sample| is_one(sample)).count();
        assert!(met >= CASES / 100, "{kind}: {met} of {CASES} cases");
    }
}

#[test]
fn each_rule_fails_in_one_of_a_hundred_generated_cases() {
    const CASES: u32 = 10_000;
    let mut runner = TestRunner::deterministic();
    let mut failures: BTreeMap<String, u32> = BTreeMap::new();
    for _ in 0..CASES {
        let sample = sample().new_tree(&mut runner).unwrap().current();
        let findings = sample.outcome().findings.into_iter().chain(sample.host_outcome().findings);
        let failed: std::collections::BTreeSet<String> =
            findings.map(|finding| finding.rule.to_string()).collect();
        for rule in failed {
            *failures.entry(rule).or_default() += 1;
        }
    }
    for rule in rules::ALL {
        let failed = failures.get(rule.id).copied().unwrap_or_default();
        assert!(failed >= CASES / 100, "{} failed in {failed} of {CASES} cases", rule.id);
    }
}
