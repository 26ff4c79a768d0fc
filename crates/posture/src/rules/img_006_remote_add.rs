use super::Case;
use super::build;
use super::rule::{Check, References, Rule, Verdict};
use crate::Severity;
use crate::facts::BuildFlawKind;

pub const RULE: Rule = Rule {
    id: "IMG-006",
    title: "Remote ADD in the build",
    severity: Severity::Low,
    references: References {
        cis: &["4.9"],
        nist: &["3.1.1", "3.1.5"],
        owasp: &["D08"],
        attack: &["T1195.002"],
    },
    rationale: "`ADD` of a URL takes whatever the server gives at that moment into the image, and nothing checks it.",
    fix: "Download with a checksum: `ADD --checksum=sha256:… URL`, or fetch and verify in one `RUN`.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    build::verdict(case, BuildFlawKind::RemoteAdd, RULE.severity, "ADD of a URL")
}

#[cfg(test)]
mod tests {
    use crate::facts::{BuildFlaw, BuildFlawKind};
    use crate::testing::hardened;

    #[test]
    fn adding_a_url_is_low_and_the_evidence_names_the_steps() {
        let flaw = |step| BuildFlaw { step, kind: BuildFlawKind::RemoteAdd };
        let sample =
            hardened().built(&["FROM", "ADD", "ADD"]).image(|i| i.build_flaws = vec![flaw(2), flaw(3)]);
        sample.finds(&["IMG-006 low"]);
        sample.shows("IMG-006", "ADD of a URL in step 2, 3");
    }

    #[test]
    fn a_build_with_another_flaw_is_no_remote_add() {
        let flaw = BuildFlaw { step: 1, kind: BuildFlawKind::DownloadPiped };
        let built = hardened().built(&["ADD", "RUN"]);
        built.clone().finds(&[]);
        built.image(|i| i.build_flaws = vec![flaw]).finds(&["IMG-007 medium"]);
    }

    #[test]
    fn a_history_that_could_not_be_read_is_unknown_and_one_that_no_way_offers_is_not_judged() {
        let unread = hardened().image(|i| i.history_unread = true);
        assert!(unread.unknown_lines().contains(&"IMG-006 low".to_owned()));
        assert!(hardened().without_image().unknown_lines().contains(&"IMG-006 low".to_owned()));
        hardened().misses(&[]);
    }
}
