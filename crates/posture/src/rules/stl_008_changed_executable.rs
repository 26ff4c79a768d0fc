use super::Case;
use super::enumeration::first_few;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "STL-008",
    title: "Executable added or changed since the start",
    severity: Severity::High,
    references: References {
        cis: &[],
        nist: &["3.4.4", "4.4.4"],
        owasp: &["D09"],
        attack: &["T1525", "T1105"],
    },
    rationale: "What runs is no longer what was built and scanned. That is how tools of an attacker come in, and how repairs by hand are lost at the next start.",
    fix: "See what was changed and by whom; then start the container again from its image, with a read-only root file system.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let Some(paths) = &case.runtime.changed_executables else { return Verdict::NotApplicable };
    Verdict::fail_if(!paths.is_empty(), || Hit::new(RULE.severity, first_few(paths.iter())))
}

#[cfg(test)]
mod tests {
    use crate::testing::{Sample, hardened};

    fn changed(paths: &[&str]) -> Sample {
        let paths = paths.iter().copied().map(String::from).collect();
        hardened().runtime(|r| r.changed_executables = Some(paths))
    }

    #[test]
    fn a_program_that_the_image_does_not_have_is_high() {
        changed(&["/tmp/x"]).finds(&["STL-008 high"]);
        changed(&["/a", "/b", "/c", "/d"]).shows("STL-008", "/a, /b, /c and 1 more");
    }

    #[test]
    fn no_change_is_fine() {
        changed(&[]).finds(&[]);
    }

    #[test]
    fn where_nobody_looked_there_is_nothing_to_judge() {
        hardened().finds(&[]);
        hardened().misses(&[]);
    }
}
