use chrono::Days;

use super::Case;
use super::end_of_life;
use super::rule::{Aged, Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "STL-004",
    title: "Operating system past its end of life",
    severity: Severity::High,
    references: References { cis: &[], nist: &["3.1.1", "3.4.4"], owasp: &["D02"], attack: &["T1190"] },
    rationale: "Nobody mends the packages of a release after its end, however often the image is rebuilt. The end is that of the \
                support which everybody gets; extensions by volunteers or by contract (Debian LTS, Ubuntu Pro) are not \
                counted, because an image does not tell whether it has them.",
    fix: "Build on a supported release of the base image.",
    check: Check::Aging(check),
};

/// So many days before the end it is worth planning.
const NOTICE_DAYS: u64 = 90;

fn check(case: &Case<'_>) -> Aged {
    let settled = |verdict| Aged { verdict, due_at: None };
    let Some(image) = case.image else {
        return settled(Verdict::unknown("the image's operating system", RULE.severity));
    };
    let release = image.os_release.as_ref();
    let Some((release, end)) = release.and_then(|release| Some((release, end_of_life::of_system(release)?)))
    else {
        return settled(Verdict::NotApplicable);
    };
    let ends_at = end.ends_at();
    let notice = ends_at.checked_sub_days(Days::new(NOTICE_DAYS)).unwrap_or(ends_at);
    let name = format!("{} {}", release.id, end.cycle);
    if case.now >= ends_at {
        let evidence = format!("{name} is supported until {}", end.last_day);
        return settled(Verdict::fail(Hit::new(RULE.severity, evidence.replace(" is ", " was "))));
    }
    if case.now >= notice {
        let evidence = format!("{name} is supported until {}", end.last_day);
        return Aged { verdict: Verdict::fail(Hit::new(Severity::Low, evidence)), due_at: Some(ends_at) };
    }
    Aged { verdict: Verdict::Pass, due_at: Some(notice) }
}

#[cfg(test)]
mod tests {
    use crate::facts::OsRelease;
    use crate::testing::{Sample, hardened};

    /// Judged on 24 November 2026.
    fn on(id: &str, version: &str) -> Sample {
        let release = OsRelease { id: id.into(), version: version.into() };
        hardened().image(|i| i.os_release = Some(release))
    }

    #[test]
    fn a_release_past_its_end_is_high() {
        on("debian", "11").finds(&["STL-004 high"]);
        on("debian", "11").shows("STL-004", "debian 11 was supported until 2024-08-14");
        on("alpine", "3.18.4").finds(&["STL-004 high"]);
        on("centos", "7").finds(&["STL-004 high"]);
    }

    #[test]
    fn support_by_volunteers_or_by_contract_is_not_counted() {
        on("debian", "12").shows("STL-004", "debian 12 was supported until 2026-07-11");
        on("ubuntu", "20.04").shows("STL-004", "ubuntu 20.04 was supported until 2025-05-31");
    }

    #[test]
    fn one_that_ends_within_ninety_days_is_low() {
        on("fedora", "43").finds(&["STL-004 low"]);
        on("fedora", "43").shows("STL-004", "fedora 43 is supported until 2026-12-09");
    }

    #[test]
    fn it_is_due_when_the_notice_begins_and_when_the_end_is_there() {
        let due = |sample: Sample| sample.outcome().due_at.map(|at| at.date_naive().to_string());
        assert_eq!(due(on("fedora", "43")).as_deref(), Some("2026-12-10"));
        let near = on("ubuntu", "22.04").runtime(|r| r.started_at = None);
        assert_eq!(due(near.image(|i| i.created_at = None)).as_deref(), Some("2027-01-02"));
    }

    #[test]
    fn a_supported_or_unlisted_release_is_fine() {
        on("debian", "13").finds(&[]);
        on("wolfi", "20230201").finds(&[]);
        on("wolfi", "20230201").misses(&[]);
    }

    #[test]
    fn an_image_that_does_not_tell_is_not_judged_and_one_unread_is_unknown() {
        hardened().misses(&[]);
        assert!(hardened().without_image().unknown_lines().contains(&"STL-004 high".to_owned()));
    }
}
