use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "IMG-001",
    title: "Mutable tag",
    severity: Severity::Medium,
    references: References {
        cis: &[],
        nist: &["3.1.5", "3.2.2"],
        owasp: &["D08"],
        attack: &["T1525", "T1204.003"],
    },
    rationale: "What `latest` means changes from one pull to the next: two hosts run different programs under one name, and nobody can say which one was tested.",
    fix: "Name a version, better still a digest: `nginx:1.29@sha256:…`.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    if case.reference.is_pinned() {
        return Verdict::Pass;
    }
    match case.reference.tag {
        None => Verdict::fail(Hit::new(RULE.severity, "no tag, so latest is meant")),
        Some("latest") => Verdict::fail(Hit::new(RULE.severity, "tag latest")),
        Some(_) => Verdict::Pass,
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::hardened;

    #[test]
    fn latest_or_no_tag_is_medium() {
        hardened().named("nginx:latest").finds(&["IMG-001 medium", "IMG-002 low"]);
        hardened().named("nginx").finds(&["IMG-001 medium", "IMG-002 low"]);
    }

    #[test]
    fn a_version_is_not_latest() {
        hardened().named("nginx:1.29").finds(&["IMG-002 low"]);
    }

    #[test]
    fn a_digest_pins_even_latest() {
        hardened().named("nginx:latest@sha256:ab").finds(&[]);
    }

    #[test]
    fn the_port_of_a_registry_is_no_tag() {
        hardened().named("registry.lan:5000/api").finds_by("IMG-001", &["medium"]);
        hardened().named("registry.lan:5000/api:3").finds_by("IMG-001", &[]);
    }
}
