//! In which order a fleet is mended.

use posture::facts::{NamespaceMode, ValueKind};
use posture::fix::{Effort, Group, Plan, Yardstick, fixes, plan};
use posture::testing::{Sample, hardened, plain, sample};
use posture::{AcceptedSet, Grade, Policy, RuleId};
use proptest::prelude::*;

fn planned(fleet: &[(Sample, u32)], steps: usize) -> Plan {
    let accepted = AcceptedSet::new();
    let groups: Vec<Group<'_>> = fleet
        .iter()
        .map(|(sample, workloads)| Group {
            subject: sample.subject(),
            accepted: &accepted,
            workloads: *workloads,
        })
        .collect();
    plan(&groups, &Policy::default(), plain().now, steps)
}

/// `0 Remove the mount at /s`
fn lines(plan: &Plan) -> Vec<String> {
    plan.steps.iter().map(|step| format!("{} {}", step.group, step.fix.title)).collect()
}

#[track_caller]
fn check(fleet: &[(Sample, u32)], expected: &[&str]) {
    assert_eq!(lines(&planned(fleet, expected.len())), expected);
}

fn socket() -> Sample {
    hardened().bind("/var/run/docker.sock", "/s")
}

fn old_image() -> Sample {
    hardened().image(|i| i.created_at = i.created_at.map(|at| at - chrono::TimeDelta::days(400)))
}

#[test]
fn a_fleet_without_findings_needs_no_plan() {
    let plan = planned(&[(hardened(), 3)], 10);
    assert!(plan.steps.is_empty() && plan.score >= 100.0 && plan.workloads == 3);
    assert!(planned(&[], 10).score >= 100.0);
}

#[test]
fn a_critical_goes_before_more_points() {
    // Closing the second critical gains little; twenty workloads that lose a high finding gain far more.
    let two_criticals = socket().privileged().bind("/", "/host").device("/dev/sda");
    let fleet = [(old_image(), 20), (two_criticals, 1)];
    let plan = planned(&fleet, 5);
    let groups: Vec<u32> = plan.steps.iter().map(|step| step.group).collect();
    assert_eq!(groups, [1, 1, 1, 1, 0]);
    assert!(plan.steps[..4].iter().all(|step| step.criticals == 1));
}

#[test]
fn many_workloads_go_before_one() {
    check(&[(socket(), 1), (socket(), 7)], &["1 Remove the mount at /s", "0 Remove the mount at /s"]);
}

#[test]
fn more_points_go_first_among_what_is_not_critical() {
    let root = hardened().root();
    check(&[(root, 2), (old_image(), 2)], &["1 Renew the image", "0 Run as user 10001:10001"]);
}

#[test]
fn the_fleet_scores_the_mean_after_each_step() {
    let fleet = [(socket(), 1), (hardened(), 3)];
    let plan = planned(&fleet, 9);
    // 30 (1 - 0.25 * 0.6)³
    assert!((plan.score - (18.423_75 + 300.0) / 4.0).abs() < 1e-6, "{}", plan.score);
    assert_eq!(plan.steps.len(), 1);
    assert!(plan.steps[0].fleet_score >= 100.0 - 1e-9);
    assert_eq!((plan.steps[0].grade_before, plan.steps[0].fix.after.grade), (Grade::F, Grade::A));
}

#[test]
fn two_that_only_together_change_the_grade_go_before_a_single_of_fewer_points() {
    // Each of two high findings alone leaves a D; both together leave an A.
    let two = hardened().container(|c| {
        c.namespaces.pid = NamespaceMode::Host;
        c.security.masked_paths = posture::facts::PathMask::Empty;
    });
    let single = hardened().root().container(|c| c.read_only_root = false);
    let fleet = [(single, 1), (two, 1)];
    let plan = planned(&fleet, 3);
    assert_eq!(plan.steps.iter().map(|step| step.group).collect::<Vec<_>>(), [1, 1, 0]);
    assert!(plan.steps[0].first_of_two && !plan.steps[1].first_of_two);
    assert_eq!(plan.steps[0].fix.after.grade, Grade::D);
    assert_eq!(plan.steps[1].fix.after.grade, Grade::A);
}

#[test]
fn one_workload_has_a_plan_of_its_own() {
    let sample = socket().env("DB_PASSWORD", ValueKind::WeakPassword).root();
    let plan = planned(&[(sample, 1)], 9);
    let grades: Vec<Grade> = plan.steps.iter().map(|step| step.fix.after.grade).collect();
    assert_eq!(
        lines(&plan),
        ["0 Remove the mount at /s", "0 Read DB_PASSWORD from a secret file", "0 Run as user 10001:10001",]
    );
    assert_eq!(grades, [Grade::D, Grade::B, Grade::A]);
}

#[test]
fn an_accepted_risk_is_no_step() {
    let (sample, accepted) = (socket(), AcceptedSet::from([(RuleId::new("MNT-001"), "/s".to_owned())]));
    let groups = [Group { subject: sample.subject(), accepted: &accepted, workloads: 1 }];
    assert!(plan(&groups, &Policy::default(), sample.now, 5).steps.is_empty());
}

#[test]
fn workloads_that_do_not_count_are_no_step() {
    let plan = planned(&[(socket(), 0)], 5);
    assert!(plan.steps.is_empty() && plan.workloads == 0);
}

#[test]
fn of_equal_fixes_the_one_of_less_effort_goes_first() {
    let sample = hardened().container(|c| {
        c.security.no_new_privileges = None;
        c.user = Some("0".into());
    });
    let plan = planned(&[(sample, 1)], 2);
    assert_eq!(plan.steps[0].fix.effort, Effort::Setting);
    assert_eq!(lines(&plan), ["0 Set no-new-privileges", "0 Run as user 10001:10001"]);
}

#[test]
fn a_plan_ends_where_it_was_told_to() {
    assert_eq!(planned(&[(plain(), 1)], 3).steps.len(), 3);
    assert!(planned(&[(plain(), 1)], 0).steps.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_step_keeps_its_promise(samples in proptest::collection::vec((sample(), 0_u32..4), 1..4)) {
        let plan = planned(&samples, 12);
        prop_assert_eq!(&plan, &planned(&samples, 12));
        let accepted = AcceptedSet::new();
        let mut standing: Vec<Sample> = samples.iter().map(|(sample, _)| sample.clone()).collect();
        for one in &mut standing {
            one.policy = Policy::default();
        }
        let mut before = plan.score;
        for step in &plan.steps {
            let own = &mut standing[step.group as usize];
            let by = Yardstick { policy: &own.policy, accepted: &accepted, now: own.now };
            let offered = fixes(&own.subject(), &own.outcome(), &by);
            let fix = offered.iter().find(|fix| fix.change == step.fix.change);
            prop_assert_eq!(fix, Some(&step.fix));
            let posture = own.posture();
            prop_assert_eq!((step.grade_before, step.complete_before), (posture.grade, posture.complete));
            prop_assert!((step.score_before - posture.score).abs() < 1e-9);
            *own = own.changed(&step.fix.change);
            let (points, workloads) = standing.iter().zip(&samples).fold((0.0, 0), |(points, count), (own, (_, n))| {
                (points + own.posture().score * f64::from(*n), count + n)
            });
            prop_assert!((step.fleet_score - points / f64::from(workloads)).abs() < 1e-9);
            prop_assert!(step.fleet_score >= before);
            before = step.fleet_score;
        }
    }
}
