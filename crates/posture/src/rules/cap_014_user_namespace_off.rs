use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::facts::NamespaceMode;

pub const RULE: Rule = Rule {
    id: "CAP-014",
    title: "User-namespace remap switched off",
    severity: Severity::Medium,
    references: References { cis: &["5.31"], nist: &["3.4.3"], owasp: &["D01"], attack: &["T1611"] },
    rationale: "Root in this container is the host's root, even where the engine remaps users for all others.",
    fix: "Remove `--userns host`.",
    check: Check::Container(check),
};

/// Whatever the engine does today: it may remap tomorrow, and this container will not follow.
fn check(case: &Case<'_>) -> Verdict {
    let off = case.container.namespaces.user == NamespaceMode::Host;
    Verdict::fail_if(off, || Hit::new(RULE.severity, "started with --userns host"))
}

#[cfg(test)]
mod tests {
    use crate::facts::NamespaceMode;
    use crate::testing::hardened;

    #[test]
    fn switched_off_is_medium_whatever_the_engine_does() {
        let sample = hardened().container(|c| c.namespaces.user = NamespaceMode::Host);
        sample.finds(&["CAP-014 medium"]);
        sample.host(|h| h.confinement.user_namespaces = Some(true)).finds(&["CAP-014 medium"]);
    }

    #[test]
    fn following_the_engine_is_fine() {
        hardened().container(|c| c.namespaces.user = NamespaceMode::Private).finds(&[]);
        hardened().host(|h| h.confinement.user_namespaces = Some(false)).finds(&[]);
    }

    #[test]
    fn root_is_the_hosts_root_again() {
        let sample = hardened().root().host(|h| h.confinement.user_namespaces = Some(true));
        sample.finds(&["CAP-005 low"]);
        let off = sample.container(|c| c.namespaces.user = NamespaceMode::Host);
        off.finds(&["CAP-005 medium", "CAP-014 medium"]);
    }
}
