use super::Case;
use super::mounts::{self, Judgement};
use super::rule::{Check, References, Rule, Verdict};
use crate::Severity;
use crate::facts::{Mount, MountKind, Propagation};

pub const RULE: Rule = Rule {
    id: "MNT-006",
    title: "Mounts propagate between host and container",
    severity: Severity::Medium,
    references: References { cis: &["5.20"], nist: &["3.4.3"], owasp: &["D04"], attack: &["T1611"] },
    rationale: "With shared propagation, what is mounted inside the container appears on the host; with slave \
                propagation, what the host mounts later appears inside.",
    fix: "Leave propagation at its default, rprivate.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    mounts::verdict(case, RULE.id)
}

pub(super) fn judge(mount: &Mount) -> Option<Judgement> {
    let (severity, mode) = match (mount.kind, mount.propagation) {
        (MountKind::Bind, Propagation::Shared) => (Severity::Medium, "shared"),
        (MountKind::Bind, Propagation::Slave) => (Severity::Low, "slave"),
        _ => return None,
    };
    Some(Judgement::new(severity, format!("{}, {mode}", mount.source)))
}

#[cfg(test)]
mod tests {
    use crate::Severity;
    use crate::facts::Propagation;
    use crate::testing::{Sample, hardened};

    fn propagating(source: &str, propagation: Propagation) -> Sample {
        hardened().bind(source, "/x").container(|c| c.mounts[0].propagation = propagation)
    }

    #[test]
    fn shared_is_medium_and_slave_low() {
        propagating("/srv", Propagation::Shared).finds(&["MNT-006 medium /x"]);
        propagating("/srv", Propagation::Slave).finds(&["MNT-006 low /x"]);
    }

    #[test]
    fn a_worse_path_hides_the_propagation() {
        propagating("/etc", Propagation::Shared).finds(&["MNT-003 high /x"]);
    }

    #[test]
    fn what_the_policy_makes_of_severities_decides_which_is_worse() {
        let shared = propagating("/etc", Propagation::Shared);
        let milder = |policy: &mut crate::Policy| {
            policy.severities.insert("MNT-003".into(), Severity::Low);
        };
        shared.policy(milder).finds(&["MNT-006 medium /x"]);
    }

    #[test]
    fn among_equals_the_path_is_more_specific() {
        propagating("/etc/nginx", Propagation::Shared).finds(&["MNT-003 medium /x"]);
    }
}
