use super::Case;
use super::build;
use super::rule::{Check, References, Rule, Verdict};
use crate::Severity;
use crate::facts::BuildFlawKind;

pub const RULE: Rule = Rule {
    id: "IMG-008",
    title: "Package index updated alone",
    severity: Severity::Low,
    references: References { cis: &["4.7"], nist: &["3.1.1"], owasp: &["D02"], attack: &[] },
    rationale: "The layer of a lone index update is kept in the build cache for months; what is installed later comes from that old index, without the fixes made since.",
    fix: "Update and install in one instruction: `RUN apt-get update && apt-get install -y …`.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    build::verdict(case, BuildFlawKind::IndexUpdateAlone, RULE.severity, "a lone update of the package index")
}

#[cfg(test)]
mod tests {
    use crate::facts::{BuildFlaw, BuildFlawKind};
    use crate::testing::hardened;

    #[test]
    fn an_update_alone_in_its_layer_is_low() {
        let flaw = BuildFlaw { step: 1, kind: BuildFlawKind::IndexUpdateAlone };
        hardened().built(&["RUN", "RUN"]).image(|i| i.build_flaws = vec![flaw]).finds(&["IMG-008 low"]);
    }

    #[test]
    fn a_build_with_another_flaw_is_no_lone_update() {
        let flaw = BuildFlaw { step: 1, kind: BuildFlawKind::SshServer };
        let built = hardened().built(&["RUN"]);
        built.clone().finds(&[]);
        built.image(|i| i.build_flaws = vec![flaw]).finds(&["IMG-010 medium"]);
    }

    #[test]
    fn without_its_history_it_is_unknown() {
        let unread = hardened().image(|i| i.history_unread = true);
        assert!(unread.unknown_lines().contains(&"IMG-008 low".to_owned()));
    }
}
