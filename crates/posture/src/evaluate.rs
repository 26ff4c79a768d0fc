use chrono::{DateTime, Utc};

use crate::facts::{Container, Host, Image, Runtime, Surroundings};
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::rules::{self, Aged, Case, Check, Gap, Hit, Rule, Verdict};
use crate::{Finding, RuleId, Unknown, escape, good_practice};

/// Everything the rules may look at for one container.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    pub container: &'a Container,
    pub runtime: &'a Runtime,
    /// `None`: the image could not be read.
    pub image: Option<&'a Image>,
    pub host: &'a Host,
    pub surroundings: &'a Surroundings,
}

/// Findings, unknown checks and escape paths of one container.
///
/// Rules that the policy turns off find nothing; escape paths are there all the same.
pub fn evaluate(subject: &Subject<'_>, policy: &Policy, now: DateTime<Utc>) -> Outcome {
    let case = Case::new(subject, policy, now);
    let mut outcome = check(&case);
    outcome.escape_paths = escape::paths(&case);
    outcome.good_practice = good_practice::lines(&case);
    outcome
}

/// Findings and unknown checks alone: all that a score depends on.
pub(crate) fn check(case: &Case<'_>) -> Outcome {
    let policy = case.policy;
    let mut outcome = Outcome::default();
    for rule in enabled(policy) {
        match rule.check {
            Check::Container(check) => record(&mut outcome, rule, policy, check(case)),
            Check::Aging(check) => {
                let Aged { verdict, due_at } = check(case);
                record(&mut outcome, rule, policy, verdict);
                outcome.due_at = earlier(outcome.due_at, due_at);
            }
            Check::Host(_) | Check::AgingHost(_) => {}
        }
    }
    sorted(outcome)
}

/// Findings and unknown checks of a host itself (`HST` rules).
pub fn evaluate_host(host: &Host, policy: &Policy, now: DateTime<Utc>) -> Outcome {
    let mut outcome = Outcome::default();
    for rule in enabled(policy) {
        match rule.check {
            Check::Host(check) => record(&mut outcome, rule, policy, check(host, policy)),
            Check::AgingHost(check) => {
                let Aged { verdict, due_at } = check(host, policy, now);
                record(&mut outcome, rule, policy, verdict);
                outcome.due_at = earlier(outcome.due_at, due_at);
            }
            Check::Container(_) | Check::Aging(_) => {}
        }
    }
    sorted(outcome)
}

fn enabled(policy: &Policy) -> impl Iterator<Item = &'static Rule> {
    rules::ALL.iter().copied().filter(|rule| !policy.is_off(rule.id))
}

fn record(outcome: &mut Outcome, rule: &Rule, policy: &Policy, verdict: Verdict) {
    let finding = |hit: Hit| Finding {
        rule: rule.rule_id(),
        subject: hit.subject,
        severity: policy.severity(rule, hit.severity),
        evidence: hit.evidence,
        cause: hit.cause.map(RuleId::new),
    };
    match verdict {
        Verdict::Pass | Verdict::NotApplicable => {}
        Verdict::Fail(hit, others) => {
            outcome.findings.push(finding(hit));
            outcome.findings.extend(others.into_iter().map(finding));
        }
        Verdict::Unknown(Gap { missing, could_be }, found) => {
            outcome.findings.extend(found.into_iter().map(finding));
            let could_be = policy.severity(rule, could_be);
            outcome.unknown.push(Unknown { rule: rule.rule_id(), missing: missing.into_owned(), could_be });
        }
    }
}

/// Worst first, and each (rule, subject) once, with its worst severity.
fn sorted(mut outcome: Outcome) -> Outcome {
    let findings = &mut outcome.findings;
    findings.sort_by(|a, b| (a.key(), b.severity, &a.evidence).cmp(&(b.key(), a.severity, &b.evidence)));
    findings.dedup_by(|later, earlier| later.key() == earlier.key());
    findings.sort_by(|a, b| (b.severity, a.key()).cmp(&(a.severity, b.key())));
    outcome
}

fn earlier(a: Option<DateTime<Utc>>, b: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
