//! Which fixes are offered, and what comes of them: one case a sentence.

mod confinement;
mod engine;
mod image;
mod mounts;
mod secrets;

use posture::fix::{Fix, Yardstick, fixes};
use posture::testing::{Sample, hardened, plain};
use posture::{AcceptedSet, Grade, RuleId};

fn offered_with(sample: &Sample, accepted: &AcceptedSet) -> Vec<Fix> {
    let by = Yardstick { policy: &sample.policy, accepted, now: sample.now };
    fixes(&sample.subject(), &sample.outcome(), &by)
}

fn offered(sample: &Sample) -> Vec<Fix> {
    offered_with(sample, &AcceptedSet::new())
}

/// `Set no-new-privileges: CAP-006`
fn lines(sample: &Sample) -> Vec<String> {
    offered(sample).iter().map(line).collect()
}

fn line(fix: &Fix) -> String {
    let closes: Vec<&str> = fix.closes.iter().map(|closed| closed.rule.as_str()).collect();
    format!("{}: {}", fix.title, closes.join(" "))
}

#[track_caller]
fn check(sample: Sample, expected: &[&str]) {
    assert_eq!(lines(&sample), expected, "findings: {:?}", sample.lines());
}

/// The findings that are left after the fix of that title.
#[track_caller]
fn after(sample: &Sample, title: &str) -> Vec<String> {
    let fix = titled(sample, title);
    sample.changed(&fix.change).lines()
}

#[track_caller]
fn titled(sample: &Sample, title: &str) -> Fix {
    let all = offered(sample);
    let found = all.iter().find(|fix| fix.title == title).cloned();
    found.unwrap_or_else(|| panic!("offered are {:?}", all.iter().map(line).collect::<Vec<_>>()))
}

#[test]
fn a_hardened_container_needs_no_fix() {
    check(hardened(), &[]);
}

#[test]
fn a_plain_container_has_a_fix_for_every_finding() {
    let plain = plain();
    let closed: std::collections::BTreeSet<String> =
        offered(&plain).iter().flat_map(|fix| &fix.closes).map(|closed| closed.rule.to_string()).collect();
    let found: std::collections::BTreeSet<String> =
        plain.outcome().findings.iter().map(|finding| finding.rule.to_string()).collect();
    assert_eq!(closed, found);
}

#[test]
fn all_fixes_one_after_the_other_make_a_plain_container_an_a() {
    let mut sample = plain();
    while let Some(fix) = offered(&sample).into_iter().next() {
        sample = sample.changed(&fix.change);
    }
    assert!(sample.lines().is_empty(), "{:?}", sample.lines());
    assert_eq!(sample.posture().grade, Grade::A);
}

#[test]
fn the_fix_that_gains_most_comes_first() {
    let socket = hardened().bind("/var/run/docker.sock", "/s").container(|c| c.read_only_root = false);
    let fixes = offered(&socket);
    assert_eq!(fixes[0].title, "Remove the mount at /s");
    assert!(fixes.is_sorted_by(|a, b| a.after.gain >= b.after.gain));
}

#[test]
fn a_fix_says_what_still_holds_the_score() {
    let two = hardened().bind("/var/run/docker.sock", "/s").container(|c| c.read_only_root = false);
    let fix = titled(&two, "Remove the mount at /s");
    assert_eq!(fix.after.held_by, Some(RuleId::new("MNT-007")));
    assert_eq!((two.posture().grade, fix.after.grade), (Grade::F, Grade::B));
}

#[test]
fn an_accepted_finding_is_offered_a_fix_that_gains_nothing() {
    let sample = hardened().bind("/var/run/docker.sock", "/s");
    let accepted = AcceptedSet::from([(RuleId::new("MNT-001"), "/s".to_owned())]);
    let fixes = offered_with(&sample, &accepted);
    assert_eq!(line(&fixes[0]), "Remove the mount at /s: MNT-001");
    assert!(fixes[0].after.gain.abs() < 1e-9);
}

#[test]
fn a_finding_of_a_rule_that_is_off_needs_no_fix() {
    check(hardened().privileged().policy(|p| p.rules_off.extend(["CAP-001".into()])), &[]);
}
