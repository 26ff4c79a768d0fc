use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::facts::Signature;
use crate::image_reference::is_below;

pub const RULE: Rule = Rule {
    id: "IMG-005",
    title: "Signature absent or not verified",
    severity: Severity::Medium,
    references: References {
        cis: &["4.5", "4.12"],
        nist: &["3.1.5", "4.1.5"],
        owasp: &["D08"],
        attack: &["T1195.002", "T1525"],
    },
    rationale: "A signature says who built an image, whatever registry it came through. Where the policy asks for one, an image without it may come from anybody.",
    fix: "Sign the image where it is built (cosign, Notation) and deploy by the digest that was signed.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let required = case
        .reference
        .repository
        .as_ref()
        .is_some_and(|repository| case.policy.signed.iter().any(|prefix| is_below(repository, prefix)));
    if !required {
        return Verdict::NotApplicable;
    }
    match case.image.and_then(|image| image.signature) {
        Some(Signature::Verified) => Verdict::Pass,
        Some(Signature::NotVerified) => fail("signed, by no key that is trusted"),
        Some(Signature::Absent) => fail("not signed"),
        Some(Signature::NoAnswer) | None => {
            Verdict::unknown("the image's signature: neither registry nor engine told", RULE.severity)
        }
    }
}

fn fail(evidence: &'static str) -> Verdict {
    Verdict::fail(Hit::new(RULE.severity, evidence))
}

#[cfg(test)]
mod tests {
    use crate::facts::Signature;
    use crate::testing::{Sample, hardened};

    /// Of an image for which the policy asks for a signature.
    fn with(signature: Option<Signature>) -> Sample {
        hardened().policy(|p| p.signed = vec!["docker.io/library".into()]).image(|i| i.signature = signature)
    }

    #[test]
    fn where_the_policy_asks_for_one_an_absent_signature_is_medium() {
        with(Some(Signature::Absent)).finds(&["IMG-005 medium"]);
        with(Some(Signature::NotVerified)).finds(&["IMG-005 medium"]);
        with(Some(Signature::Verified)).finds(&[]);
    }

    #[test]
    fn no_answer_is_unknown_and_never_a_pass() {
        with(Some(Signature::NoAnswer)).misses(&["IMG-005 medium"]);
        with(None).misses(&["IMG-005 medium"]);
    }

    #[test]
    fn without_such_a_policy_nobody_asks() {
        let free = with(Some(Signature::Absent)).policy(|p| p.signed.clear());
        free.finds(&[]);
        free.misses(&[]);
        with(None).policy(|p| p.signed = vec!["ghcr.io/acme".into()]).misses(&[]);
    }
}
