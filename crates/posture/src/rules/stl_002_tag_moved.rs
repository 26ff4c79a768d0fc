use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "STL-002",
    title: "Tag points to another image now",
    severity: Severity::Medium,
    references: References { cis: &["5.28"], nist: &["3.1.1", "3.4.5"], owasp: &["D02", "D09"], attack: &[] },
    rationale: "A newer image was pulled or built under the same tag, and the container still runs the old one.",
    fix: "Start the container again from the tag, or pin the digest that is meant.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    if case.reference.is_pinned() {
        return Verdict::NotApplicable;
    }
    match case.surroundings.tag_points_to.as_deref() {
        None if case.surroundings.tags_not_read => {
            Verdict::unknown("which image the tag points to", RULE.severity)
        }
        Some(id) if id != case.container.image_id => {
            Verdict::fail(Hit::new(RULE.severity, format!("now {}", short(id))))
        }
        _ => Verdict::Pass,
    }
}

/// Twelve digits, as engines show ids.
fn short(id: &str) -> &str {
    let hex = id.strip_prefix("sha256:").unwrap_or(id);
    hex.get(..12).unwrap_or(hex)
}

#[cfg(test)]
mod tests {
    use crate::testing::{Sample, hardened};

    fn moved(reference: &str) -> Sample {
        hardened()
            .named(reference)
            .surroundings(|s| s.tag_points_to = Some(format!("sha256:{}", "0123456789abcdef".repeat(4))))
    }

    #[test]
    fn a_tag_that_moved_is_medium() {
        moved("nginx:1.29").finds_by("STL-002", &["medium"]);
        let findings = moved("nginx:1.29").outcome().findings;
        assert_eq!(findings[0].evidence, "now 0123456789ab");
    }

    #[test]
    fn a_digest_cannot_move() {
        moved("nginx:1.29@sha256:ab").finds_by("STL-002", &[]);
    }

    #[test]
    fn tags_that_were_not_read_leave_it_unknown() {
        let unread = |reference: &str| hardened().named(reference).surroundings(|s| s.tags_not_read = true);
        unread("nginx:1.29").misses(&["STL-002 medium"]);
        unread("nginx:1.29@sha256:ab").misses(&[]);
    }

    #[test]
    fn the_same_image_has_not_moved() {
        let sample = hardened().named("nginx:1.29");
        let id = sample.container.image_id.clone();
        sample.surroundings(|s| s.tag_points_to = Some(id)).finds_by("STL-002", &[]);
    }

    #[test]
    fn a_tag_that_points_nowhere_any_more_has_not_moved() {
        hardened().named("nginx:1.29").surroundings(|s| s.tag_points_to = None).finds_by("STL-002", &[]);
    }
}
