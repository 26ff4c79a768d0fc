use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::facts::Image;
use crate::image_reference::{ImageReference, registry};

pub const RULE: Rule = Rule {
    id: "IMG-004",
    title: "Built or imported on the host",
    severity: Severity::Low,
    references: References {
        cis: &[],
        nist: &["3.1.5"],
        owasp: &["D08", "D09"],
        attack: &["T1525", "T1612"],
    },
    rationale: "An image that came from no registry was scanned by none and signed by nobody, and what it was built from is not known.",
    fix: "Build in CI, push to a registry, and pull from there by digest.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let Some(image) = case.image else {
        return Verdict::unknown("the image's repo digests", RULE.severity);
    };
    Verdict::fail_if(image_origins(image).next().is_none(), || Hit::new(RULE.severity, "no repo digest"))
}

/// The repositories that the engine pulled the image from or pushed it to. Podman gives what it builds digests under
/// `localhost`, which is no registry.
pub(super) fn image_origins(image: &Image) -> impl Iterator<Item = String> {
    let digests = image.repo_digests.iter();
    digests
        .filter_map(|digest| ImageReference::parse(digest, "").repository)
        .filter(|repository| registry(repository) != "localhost" && !repository.contains("<none>"))
}

#[cfg(test)]
mod tests {
    use crate::testing::hardened;

    #[test]
    fn no_repo_digest_is_low_and_never_trusted_by_name() {
        hardened().named("nginx@sha256:ab").image(|i| i.repo_digests.clear()).finds(&["IMG-004 low"]);
        hardened().named("acme/api@sha256:ab").image(|i| i.repo_digests.clear()).finds(&["IMG-004 low"]);
    }

    #[test]
    fn what_podman_builds_has_no_origin_either() {
        hardened()
            .named("localhost/api@sha256:ab")
            .image(|i| i.repo_digests = vec!["localhost/api@sha256:ab".into()])
            .finds(&["IMG-004 low"]);
    }

    #[test]
    fn a_registry_on_this_machine_has_a_port() {
        hardened()
            .named("localhost:5000/api@sha256:ab")
            .image(|i| i.repo_digests = vec!["localhost:5000/api@sha256:ab".into()])
            .finds(&["IMG-003 medium"]);
    }

    #[test]
    fn without_the_image_it_is_unknown() {
        assert!(hardened().without_image().unknown_lines().contains(&"IMG-004 low".to_owned()));
    }
}
