use chrono::{Datelike, Days};

use super::Case;
use super::rule::{Aged, Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "STL-001",
    title: "Old image",
    severity: Severity::High,
    references: References { cis: &[], nist: &["3.1.1"], owasp: &["D02"], attack: &["T1190"] },
    rationale: "An image gets no fixes after it was built. The older it is, the more of what it holds is known to be \
                broken.",
    fix: "Pull or build a newer image and start the container from it.",
    check: Check::Aging(check),
};

/// Before containers: a build that hides its time (1970, 1980), or an engine's zero.
const EARLIEST: i32 = 2013;

fn check(case: &Case<'_>) -> Aged {
    let unknown = |missing| Verdict::unknown(missing, Severity::High);
    let Some(image) = case.image else {
        return Aged { verdict: unknown("when the image was built"), due_at: None };
    };
    let Some(created) = image.created_at.filter(|at| at.year() >= EARLIEST) else {
        return Aged { verdict: Verdict::NotApplicable, due_at: None };
    };
    // No clock is right to the second.
    let earliest = created.checked_sub_days(Days::new(1)).unwrap_or(created);
    if earliest > case.now {
        return Aged {
            verdict: unknown("when the image was built: it says tomorrow or later"),
            due_at: Some(earliest),
        };
    }
    let mut verdict = Verdict::Pass;
    let ages = case.policy.thresholds.image_age_days;
    let steps = [(ages.low, Severity::Low), (ages.medium, Severity::Medium), (ages.high, Severity::High)];
    for (days, severity) in steps {
        let Some(due) = created.checked_add_days(Days::new(days.into())) else { break };
        if due > case.now {
            return Aged { verdict, due_at: Some(due) };
        }
        let built = created.format("%Y-%m-%d");
        verdict = Verdict::fail(Hit::new(severity, format!("built {built}, more than {days} days ago")));
    }
    Aged { verdict, due_at: None }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone, Utc};

    use crate::testing::{Sample, hardened};

    fn built_days_ago(days: i64) -> Sample {
        let sample = hardened();
        let created = sample.now - TimeDelta::days(days);
        sample.image(|i| i.created_at = Some(created))
    }

    #[test]
    fn it_gets_worse_with_age() {
        built_days_ago(89).finds(&[]);
        built_days_ago(90).finds(&["STL-001 low"]);
        built_days_ago(179).finds(&["STL-001 low"]);
        built_days_ago(180).finds(&["STL-001 medium"]);
        built_days_ago(365).finds(&["STL-001 high"]);
    }

    #[test]
    fn it_is_due_when_the_next_age_is_reached() {
        let due_in_days = |sample: Sample| {
            let due_at = sample.outcome().due_at;
            due_at.map(|at| (at - sample.now).num_days())
        };
        let running_since_yesterday = 89;
        assert_eq!(due_in_days(built_days_ago(10)), Some(80));
        assert_eq!(due_in_days(built_days_ago(100)), Some(80));
        assert_eq!(due_in_days(built_days_ago(300)), Some(65));
        assert_eq!(due_in_days(built_days_ago(400)), Some(running_since_yesterday));
    }

    #[test]
    fn the_policy_says_which_ages_count() {
        let strict = |days| {
            built_days_ago(days).policy(|p| {
                let ages = &mut p.thresholds.image_age_days;
                (ages.low, ages.medium, ages.high) = (10, 20, 30);
            })
        };
        strict(9).finds(&[]);
        strict(10).finds(&["STL-001 low"]);
        strict(20).finds(&["STL-001 medium"]);
        strict(30).finds(&["STL-001 high"]);
    }

    #[test]
    fn a_hidden_build_time_cannot_be_judged() {
        let epoch = Utc.timestamp_opt(0, 0).unwrap();
        hardened().image(|i| i.created_at = Some(epoch)).misses(&[]);
        hardened().image(|i| i.created_at = None).misses(&[]);
    }

    #[test]
    fn without_the_image_its_age_is_unknown() {
        assert!(hardened().without_image().unknown_lines().contains(&"STL-001 high".to_owned()));
    }

    #[test]
    fn an_image_of_tomorrow_is_young_and_one_of_next_week_is_not_believed() {
        built_days_ago(-1).finds(&[]);
        built_days_ago(-1).misses(&[]);
        let next_week = built_days_ago(-7);
        next_week.misses(&["STL-001 high"]);
        assert_eq!(next_week.outcome().due_at, Some(next_week.now + TimeDelta::days(6)));
    }
}
