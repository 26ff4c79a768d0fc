//! What holds of the score for any findings and any valid policy.

use posture::testing::policy;
use posture::{
    AcceptedSet, Dimension, Finding, Grade, Outcome, Policy, Posture, RuleId, Severity, display_score,
    display_shares, score, score_host,
};
use proptest::prelude::*;

fn config() -> ProptestConfig {
    ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() }
}

/// Up to twenty findings in all dimensions; the subject tells them apart.
fn findings() -> impl Strategy<Value = Vec<Finding>> {
    findings_at_least(0)
}

fn findings_at_least(least: usize) -> impl Strategy<Value = Vec<Finding>> {
    proptest::collection::vec((0..5_usize, 0..5_usize), least..20).prop_map(|drawn| {
        drawn
            .into_iter()
            .enumerate()
            .map(|(n, (dimension, severity))| finding(n, dimension, severity))
            .collect()
    })
}

fn finding(n: usize, dimension: usize, severity: usize) -> Finding {
    let rule = ["IMG-901", "CAP-901", "MNT-901", "SEC-901", "STL-901"][dimension];
    Finding {
        rule: RuleId::new(rule),
        subject: n.to_string(),
        severity: Severity::WORST_FIRST[severity],
        evidence: String::new(),
        cause: None,
    }
}

fn of(findings: &[Finding]) -> Outcome {
    Outcome { findings: findings.to_vec(), ..Outcome::default() }
}

fn posture(findings: &[Finding], policy: &Policy) -> Posture {
    score(&of(findings), &AcceptedSet::new(), policy)
}

/// All numbers of a posture that no fix may lower.
fn scores(posture: &Posture) -> Vec<f64> {
    let dimensions = posture.dimensions.iter().map(|dimension| dimension.score);
    dimensions.chain([posture.score, posture.raw_score]).collect()
}

fn weight(policy: &Policy, finding: &Finding) -> f64 {
    policy.weights.of(finding.rule.dimension().expect("all generated rules have one"))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn scores_are_bounded(findings in findings(), policy in policy()) {
        let posture = posture(&findings, &policy);
        prop_assert!(scores(&posture).iter().all(|score| (0.0..=100.0).contains(score)));
        prop_assert!(posture.shares.iter().all(|share| share.loss >= 0.0 && share.gain >= 0.0));
    }

    #[test]
    fn order_does_not_matter(
        (sorted, shuffled) in findings().prop_flat_map(|f| (Just(f.clone()), Just(f).prop_shuffle())),
        policy in policy(),
    ) {
        prop_assert_eq!(scores(&posture(&sorted, &policy)), scores(&posture(&shuffled, &policy)));
    }

    #[test]
    fn one_more_finding_raises_no_score(
        findings in findings(), dimension in 0..5_usize, severity in 0..5_usize, policy in policy(),
    ) {
        let before = posture(&findings, &policy);
        let mut more = findings;
        more.push(finding(more.len(), dimension, severity));
        let after = posture(&more, &policy);
        for (after, before) in scores(&after).iter().zip(scores(&before)) {
            prop_assert!(*after <= before);
        }
        prop_assert!(after.grade >= before.grade);
    }

    #[test]
    fn a_higher_severity_raises_no_score(findings in findings_at_least(1), which in any::<prop::sample::Index>(), policy in policy()) {
        let mut worse = findings.clone();
        let changed = &mut worse[which.index(findings.len())];
        changed.severity = Severity::WORST_FIRST[4 - (changed.severity.index() + 1).min(4)];
        let (before, after) = (posture(&findings, &policy), posture(&worse, &policy));
        for (after, before) in scores(&after).iter().zip(scores(&before)) {
            prop_assert!(*after <= before);
        }
    }

    #[test]
    fn removing_a_finding_gains_what_was_promised(
        findings in findings_at_least(1), which in any::<prop::sample::Index>(), policy in policy(),
    ) {
        let which = which.index(findings.len());
        let before = posture(&findings, &policy);
        let mut fewer = findings.clone();
        let removed = fewer.remove(which);
        let after = posture(&fewer, &policy);
        prop_assert!(after.score >= before.score);
        prop_assert!((after.score - before.score - before.shares[which].gain).abs() < 1e-9);
        if weight(&policy, &removed) == 0.0 {
            prop_assert!((before.score - after.score).abs() < 1e-12, "a dimension of weight 0 counts nowhere");
        }
    }

    #[test]
    fn removing_any_finding_above_info_raises_the_score_of_the_default_policy(
        findings in findings(), dimension in 0..5_usize, severity in 0..4_usize,
    ) {
        let mut more = findings.clone();
        more.push(finding(more.len(), dimension, severity));
        let (before, after) = (posture(&more, &Policy::default()), posture(&findings, &Policy::default()));
        prop_assert!(after.score > before.score);
    }

    #[test]
    fn the_parts_add_up_to_the_loss(findings in findings(), policy in policy()) {
        let posture = posture(&findings, &policy);
        let parts: f64 = posture.shares.iter().map(|share| share.loss).sum();
        prop_assert!((parts - (100.0 - posture.score)).abs() < 1e-9, "{parts} of {}", 100.0 - posture.score);
    }

    #[test]
    fn the_displayed_parts_add_up_to_the_displayed_loss(findings in findings(), policy in policy()) {
        let posture = posture(&findings, &policy);
        let losses: Vec<f64> = posture.shares.iter().map(|share| share.loss).collect();
        let displayed: f64 = display_shares(&losses, posture.score).iter().sum();
        let lost = 100.0 - display_score(posture.score);
        prop_assert!((displayed - lost).abs() < 1e-9, "{displayed} of {lost}");
    }

    #[test]
    fn the_grade_is_that_of_the_worst_finding_that_counts(findings in findings(), policy in policy()) {
        let posture = posture(&findings, &policy);
        let counting = findings.iter().filter(|finding| weight(&policy, finding) > 0.0);
        let worst = counting.map(|finding| finding.severity).max();
        prop_assert_eq!(posture.worst, worst);
        prop_assert!(agrees(worst, posture.score, posture.grade));
        for (dimension, at) in posture.dimensions.iter().zip(Dimension::ALL) {
            let of_it = findings.iter().filter(|finding| finding.rule.dimension() == Some(at));
            prop_assert_eq!(dimension.worst, of_it.map(|finding| finding.severity).max());
            prop_assert!(agrees(dimension.worst, dimension.score, dimension.grade));
        }
    }

    #[test]
    fn accepting_is_as_good_as_removing_and_hides_nothing_of_the_raw_score(
        findings in findings(), mask in proptest::collection::vec(any::<bool>(), 20), policy in policy(),
    ) {
        let (accepted, open): (Vec<_>, Vec<_>) =
            findings.iter().cloned().zip(&mask).partition(|(_, accepted)| **accepted);
        let set: AcceptedSet = accepted.iter().map(|(f, _)| (f.rule.clone(), f.subject.clone())).collect();
        let with_acceptance = score(&of(&findings), &set, &policy);
        let open: Vec<Finding> = open.into_iter().map(|(finding, _)| finding).collect();
        prop_assert_eq!(with_acceptance.score.to_bits(), posture(&open, &policy).score.to_bits());
        prop_assert_eq!(with_acceptance.raw_score.to_bits(), posture(&findings, &policy).score.to_bits());
        for (share, accepted) in with_acceptance.shares.iter().zip(&mask) {
            prop_assert_eq!(share.accepted, *accepted);
            prop_assert!(!share.accepted || (share.loss + share.gain).abs() < f64::EPSILON);
        }
    }

    #[test]
    fn with_all_rules_off_everything_has_100(findings in findings(), policy in policy()) {
        let rules = findings.iter().map(|finding| finding.rule.to_string());
        let off = Policy { rules_off: rules.collect(), ..policy };
        prop_assert!(scores(&posture(&findings, &off)).iter().all(|score| *score >= 100.0));
    }

    #[test]
    fn a_host_is_graded_the_same_way(severities in proptest::collection::vec(0..5_usize, 0..12)) {
        let findings: Vec<Finding> = severities.iter().enumerate()
            .map(|(n, severity)| Finding { rule: RuleId::new("HST-901"), ..finding(n, 0, *severity) })
            .collect();
        let host = score_host(&of(&findings), &AcceptedSet::new(), &Policy::default());
        let worst = findings.iter().map(|finding| finding.severity).max();
        prop_assert!(agrees(worst, host.score, host.grade));
        let container = posture(&findings, &Policy::default());
        prop_assert!(container.score >= 100.0, "findings of a host are not the container's");
    }
}

/// The sentence of the specification: F has a critical finding, D has a high one, B and C have nothing above medium,
/// A nothing above low; and the score lies in the band of the worst.
fn agrees(worst: Option<Severity>, score: f64, grade: Grade) -> bool {
    match worst {
        Some(Severity::Critical) => grade == Grade::F && (0.0..30.0).contains(&score),
        Some(Severity::High) => grade == Grade::D && (30.0..60.0).contains(&score),
        Some(Severity::Medium) if score >= 75.0 => grade == Grade::B && score < 90.0,
        Some(Severity::Medium) => grade == Grade::C && score >= 60.0,
        Some(Severity::Low | Severity::Info) | None => grade == Grade::A && (90.0..=100.0).contains(&score),
    }
}

#[test]
fn an_unknown_check_that_could_be_high_leaves_the_grade_open() {
    let unknown = |rule: &'static str, could_be| {
        let unknown = posture::Unknown { rule: RuleId::new(rule), missing: "x".into(), could_be };
        Outcome { unknown: vec![unknown], ..Outcome::default() }
    };
    let complete = |outcome: &Outcome, policy: &Policy| score(outcome, &AcceptedSet::new(), policy).complete;
    let policy = Policy::default();
    assert!(complete(&unknown("CAP-005", Severity::Medium), &policy));
    assert!(!complete(&unknown("STL-001", Severity::High), &policy));

    let mut weightless = policy.clone();
    weightless.weights.staleness = 0.0;
    assert!(complete(&unknown("STL-001", Severity::High), &weightless), "it counts nowhere");
}

#[test]
fn of_two_criticals_each_has_a_large_share_and_a_small_gain() {
    let two = [finding(0, 2, 0), finding(1, 2, 0)];
    let posture = posture(&two, &Policy::default());
    // Band loss 70, half each; base (1 - 0.25 * 0.84)^3 = 0.493039, inside loss 30 * 0.506961, half each.
    for share in &posture.shares {
        assert!((share.loss - 42.604_415).abs() < 1e-6, "{}", share.loss);
        // 30 * (0.85^3 - 0.79^3)
        assert!((share.gain - 3.632_58).abs() < 1e-5, "{}", share.gain);
    }
}
