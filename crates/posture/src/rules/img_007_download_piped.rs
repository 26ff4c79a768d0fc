use super::Case;
use super::build;
use super::rule::{Check, References, Rule, Verdict};
use crate::Severity;
use crate::facts::BuildFlawKind;

pub const RULE: Rule = Rule {
    id: "IMG-007",
    title: "Download piped into a shell",
    severity: Severity::Medium,
    references: References {
        cis: &["4.11"],
        nist: &["3.1.1", "3.1.5"],
        owasp: &["D08"],
        attack: &["T1195.002", "T1059.004"],
    },
    rationale: "What a server answers is run as it comes, as root, in the build: whoever controls the server or the way to it decides what the image holds, and no two builds are alike.",
    fix: "Download to a file, check its checksum or signature, then run it; or install a package.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    build::verdict(case, BuildFlawKind::DownloadPiped, RULE.severity, "a download goes straight into a shell")
}

#[cfg(test)]
mod tests {
    use crate::facts::{BuildFlaw, BuildFlawKind};
    use crate::testing::hardened;

    #[test]
    fn a_download_that_goes_straight_into_a_shell_is_medium() {
        let flaw = BuildFlaw { step: 1, kind: BuildFlawKind::DownloadPiped };
        hardened().built(&["RUN"]).image(|i| i.build_flaws = vec![flaw]).finds(&["IMG-007 medium"]);
    }

    #[test]
    fn a_build_with_another_flaw_is_no_piped_download() {
        let flaw = BuildFlaw { step: 1, kind: BuildFlawKind::RemoteAdd };
        let built = hardened().built(&["ADD", "CMD"]);
        built.clone().finds(&[]);
        built.image(|i| i.build_flaws = vec![flaw]).finds(&["IMG-006 low"]);
    }

    #[test]
    fn without_its_history_it_is_unknown() {
        let unread = hardened().image(|i| i.history_unread = true);
        assert!(unread.unknown_lines().contains(&"IMG-007 medium".to_owned()));
    }
}
