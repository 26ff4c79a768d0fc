use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "IMG-009",
    title: "No health check",
    severity: Severity::Low,
    references: References { cis: &["4.6", "5.27"], nist: &["3.4.4"], owasp: &["D07"], attack: &[] },
    rationale: "Without one the engine knows that a process runs, not that it serves.",
    fix: "Add a HEALTHCHECK to the image, or one when starting the container.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let has_one = case.container.health_check || case.image.is_some_and(|image| image.health_check);
    match case.image {
        None if !has_one => Verdict::unknown("the image's health check", RULE.severity),
        _ => Verdict::fail_if(!has_one, || Hit::new(RULE.severity, "neither image nor container has one")),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::hardened;

    #[test]
    fn none_in_image_and_container_is_low() {
        let sample = hardened().container(|c| c.health_check = false).image(|i| i.health_check = false);
        sample.finds(&["IMG-009 low"]);
        assert!(sample.without_image().unknown_lines().contains(&"IMG-009 low".to_owned()));
    }

    #[test]
    fn either_is_enough() {
        hardened().image(|i| i.health_check = false).finds(&[]);
        hardened().container(|c| c.health_check = false).image(|i| i.health_check = true).finds(&[]);
    }

    #[test]
    fn one_of_the_container_needs_no_image() {
        let missing = hardened().without_image().unknown_lines();
        assert!(!missing.contains(&"IMG-009 low".to_owned()), "{missing:?}");
    }

    #[test]
    fn without_the_image_it_is_unknown() {
        let unread = hardened().container(|c| c.health_check = false).without_image();
        unread.finds_by("IMG-009", &[]);
        assert!(unread.unknown_lines().contains(&"IMG-009 low".to_owned()));
    }
}
