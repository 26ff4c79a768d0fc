use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::user::User;

pub const RULE: Rule = Rule {
    id: "CAP-005",
    title: "Runs as root",
    severity: Severity::Medium,
    references: References { cis: &["4.1"], nist: &["3.1.2", "3.4.3"], owasp: &["D01"], attack: &["T1611"] },
    rationale: "Root inside is the host's root wherever isolation has a hole, and owns every file that is mounted.",
    fix: "Name a user with a number in the image (`USER 10001`) or when starting the container.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    match case.user {
        User::Number(_) => Verdict::Pass,
        User::Root => Verdict::fail(Hit::new(case.softened(RULE.severity), evidence(case))),
        User::Named(_) => Verdict::unknown("the number of the named user", case.softened(RULE.severity)),
        User::Unknown => Verdict::unknown("the image's user", case.softened(RULE.severity)),
    }
}

fn evidence(case: &Case<'_>) -> String {
    let who = if case.container.user.is_some() {
        "the container is told to"
    } else {
        "the image names no other user"
    };
    match case.remapped() {
        None => who.to_owned(),
        Some(why) => format!("{who}; {why}, so it is not the host's root"),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::hardened;

    #[test]
    fn root_is_medium() {
        hardened().user("0:0").finds_by("CAP-005", &["medium"]);
    }

    #[test]
    fn the_image_decides_where_the_container_says_nothing() {
        let sample = hardened().container(|c| c.user = None);
        sample.clone().image(|i| i.user = String::new()).finds_by("CAP-005", &["medium"]);
        sample.image(|i| i.user = "10001".into()).finds_by("CAP-005", &[]);
    }

    #[test]
    fn root_in_a_user_namespace_is_one_step_lower() {
        let sample = hardened().root().host(|h| h.rootless = true);
        sample.finds_by("CAP-005", &["low"]);
        assert_eq!(
            sample.outcome().findings[0].evidence,
            "the container is told to; the engine is rootless, so it is not the host's root"
        );
    }

    #[test]
    fn the_number_of_a_named_user_is_unknown() {
        hardened().user("www-data").misses(&["CAP-005 medium"]);
    }

    #[test]
    fn without_the_image_its_user_is_unknown() {
        let sample = hardened().container(|c| c.user = None).without_image();
        assert!(sample.unknown_lines().contains(&"CAP-005 medium".to_owned()));
    }

    #[test]
    fn the_number_of_the_group_makes_nobody_root() {
        hardened().user("1000:0").finds_by("CAP-005", &[]);
        hardened().user("0:1000").finds_by("CAP-005", &["medium"]);
    }
}
