use super::Case;
use super::build::history_of;
use super::disclosures::{is_credential, title};
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::facts::Place;

pub const RULE: Rule = Rule {
    id: "SEC-008",
    title: "Credential in build history or arguments",
    severity: Severity::High,
    references: References {
        cis: &["4.10"],
        nist: &["3.1.4", "4.1.4"],
        owasp: &["D06"],
        attack: &["T1552", "T1525"],
    },
    rationale: "`docker history` shows every instruction with the values of its build arguments to whoever has the image, also of layers that were deleted again.",
    fix: "Use `RUN --mount=type=secret`, rebuild without the argument, and replace the credential: it was published.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let image = match history_of(case, RULE.severity) {
        Ok(image) => image,
        Err(verdict) => return verdict,
    };
    let of_build = image.disclosures.iter().filter(|one| {
        matches!(one.place, Place::BuildHistory | Place::BuildArgument) && is_credential(one.kind)
    });
    of_build.map(|one| Hit::new(RULE.severity, title(one.kind)).on(one.subject())).collect()
}

#[cfg(test)]
mod tests {
    use crate::facts::{Disclosure, Place, ValueKind};
    use crate::testing::{Sample, hardened};

    fn built(place: Place, name: &str, kind: ValueKind) -> Sample {
        let one = Disclosure { place, name: name.into(), kind };
        hardened().built(&["ARG", "RUN"]).image(|i| i.disclosures = vec![one])
    }

    #[test]
    fn a_credential_in_a_build_argument_or_instruction_is_high() {
        built(Place::BuildArgument, "NPM_TOKEN", ValueKind::SecretNamed)
            .finds(&["SEC-008 high build argument NPM_TOKEN"]);
        built(Place::BuildHistory, "", ValueKind::UrlCredential).finds(&["SEC-008 high build history"]);
    }

    #[test]
    fn a_mounted_secret_leaves_no_trace() {
        built(Place::BuildHistory, "", ValueKind::Reference).finds(&[]);
    }

    #[test]
    fn a_history_that_could_not_be_read_is_unknown_and_one_that_no_way_offers_is_not_judged() {
        let unread = hardened().image(|i| i.history_unread = true);
        assert!(unread.unknown_lines().contains(&"SEC-008 high".to_owned()));
        hardened().misses(&[]);
    }
}
