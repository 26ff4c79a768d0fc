use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "MNT-009",
    title: "Volumes taken from another container",
    severity: Severity::Low,
    references: References { cis: &[], nist: &["3.4.3"], owasp: &["D04"], attack: &["T1080"] },
    rationale: "All mounts of the other container come along, host paths and secrets among them, also those that are added to it later.",
    fix: "Name the one volume that is needed instead of `--volumes-from`.",
    check: Check::Container(check),
};

/// One finding: the others may be named by ids that no redeploy keeps.
fn check(case: &Case<'_>) -> Verdict {
    let from = &case.container.volumes_from;
    Verdict::fail_if(!from.is_empty(), || {
        Hit::new(RULE.severity, format!("takes those of {}", from.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::{Sample, hardened};

    fn from(others: &[&str]) -> Sample {
        hardened().container(|c| c.volumes_from = others.iter().copied().map(String::from).collect())
    }

    #[test]
    fn taking_all_of_anothers_mounts_is_low() {
        from(&["backup"]).finds(&["MNT-009 low"]);
        from(&["backup:ro"]).finds(&["MNT-009 low"]);
    }

    #[test]
    fn it_is_one_finding_however_many_the_others_are() {
        from(&["backup", "db:ro"]).finds(&["MNT-009 low"]);
        from(&["backup", "db:ro"]).shows("MNT-009", "takes those of backup, db:ro");
    }

    #[test]
    fn a_named_volume_is_fine() {
        hardened().volume("backup", "/backup").finds(&[]);
    }

    #[test]
    fn the_evidence_names_the_others() {
        let taken = hardened().container(|c| c.volumes_from = vec!["backup".into(), "db:ro".into()]);
        taken.shows("MNT-009", "takes those of backup, db:ro");
    }
}
