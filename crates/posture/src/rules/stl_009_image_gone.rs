use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "STL-009",
    title: "Image no longer on the host",
    severity: Severity::Low,
    references: References { cis: &[], nist: &["3.4.5"], owasp: &["D02", "D09"], attack: &[] },
    rationale: "The container cannot be started anew as it is, and nobody can look at what it was made from.",
    fix: "Start it again from an image that exists.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    Verdict::fail_if(case.surroundings.image_missing, || {
        Hit::new(RULE.severity, "the engine has no such image any more")
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::hardened;

    #[test]
    fn a_container_of_a_deleted_image_is_low() {
        let gone = hardened().without_image().surroundings(|s| s.image_missing = true);
        gone.finds(&["STL-009 low"]);
    }

    #[test]
    fn an_image_that_is_there_is_fine() {
        hardened().finds_by("STL-009", &[]);
    }

    #[test]
    fn one_that_could_not_be_read_is_not_called_gone() {
        hardened().without_image().finds_by("STL-009", &[]);
    }

    #[test]
    fn it_says_nothing_of_a_tag_that_moved() {
        let gone = hardened().without_image().surroundings(|s| s.image_missing = true);
        gone.finds_by("STL-009", &["low"]);
        gone.finds_by("STL-002", &[]);
    }
}
