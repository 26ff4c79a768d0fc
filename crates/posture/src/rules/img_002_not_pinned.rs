use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "IMG-002",
    title: "Not pinned by digest",
    severity: Severity::Low,
    references: References { cis: &[], nist: &["3.1.5"], owasp: &["D08"], attack: &["T1525"] },
    rationale: "Whoever controls the registry can put another image behind a tag; a digest names one content only.",
    fix: "Add the digest that runs now: `docker inspect` of the image shows it under RepoDigests.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    Verdict::fail_if(!case.reference.is_pinned(), || {
        Hit::new(RULE.severity, format!("{} names no digest", case.container.image_reference))
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::hardened;

    #[test]
    fn a_tag_alone_is_low() {
        hardened().named("nginx:1.29").finds(&["IMG-002 low"]);
    }

    #[test]
    fn an_image_named_by_its_id_is_pinned() {
        let sample = hardened();
        let id = sample.container.image_id.clone();
        sample.named(&id).finds(&[]);
    }

    #[test]
    fn a_digest_beside_the_tag_pins_it() {
        hardened().named("nginx:1.29@sha256:ab").finds(&[]);
    }
}
