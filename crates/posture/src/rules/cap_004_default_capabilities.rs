use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::capability;

pub const RULE: Rule = Rule {
    id: "CAP-004",
    title: "Default capabilities not reduced",
    severity: Severity::Low,
    references: References { cis: &["5.4"], nist: &["3.4.3"], owasp: &["D04"], attack: &["T1068"] },
    rationale: "Most programs need none of the capabilities that an engine gives by default; each one left is a \
                tool for whoever gets in.",
    fix: "Drop ALL capabilities and add only those that the program fails without.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let defaults = capability::defaults(case.host.engine);
    Verdict::fail_if(case.capabilities.bounding.contains_all(defaults), || {
        Hit::new(RULE.severity, "none of the engine's default capabilities is dropped")
            .caused_by(case.capability_cause())
    })
}

#[cfg(test)]
mod tests {
    use crate::facts::EngineKind;
    use crate::testing::hardened;

    #[test]
    fn the_untouched_defaults_are_low() {
        let sample = hardened().container(|c| c.cap_drop.clear());
        sample.finds_by("CAP-004", &["low"]);
        sample.host(|h| h.engine = EngineKind::Podman).finds_by("CAP-004", &["low"]);
    }

    #[test]
    fn dropping_one_of_them_reduces_them() {
        hardened().container(|c| c.cap_drop = vec!["MKNOD".into()]).finds_by("CAP-004", &[]);
    }

    #[test]
    fn dropping_all_and_adding_every_default_back_is_the_same_as_keeping_them() {
        let names = crate::capability::defaults(EngineKind::Docker).iter().map(|one| one.name().to_owned());
        hardened().container(|c| c.cap_add = names.collect()).finds_by("CAP-004", &["low"]);
    }
}
