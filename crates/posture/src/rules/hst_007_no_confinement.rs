use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::facts::Host;
use crate::{Policy, Severity};

pub const RULE: Rule = Rule {
    id: "HST-007",
    title: "No seccomp, AppArmor or SELinux",
    severity: Severity::Medium,
    references: References {
        cis: &[],
        nist: &["3.5.2", "4.4.3"],
        owasp: &["D04", "D05"],
        attack: &["T1611"],
    },
    rationale: "Nothing but namespaces and capabilities stands between a container and the kernel.",
    fix: "Use a kernel with seccomp, and enable AppArmor or SELinux as the distribution offers.",
    check: Check::Host(check),
};

fn check(host: &Host, _: &Policy) -> Verdict {
    let confinement = &host.confinement;
    let offers = [confinement.seccomp, confinement.apparmor, confinement.selinux];
    if offers.contains(&Some(true)) {
        return Verdict::Pass;
    }
    if offers.contains(&None) {
        return Verdict::unknown("what the host confines containers with", RULE.severity);
    }
    Verdict::fail(Hit::new(RULE.severity, "the engine lists none of the three"))
}

#[cfg(test)]
mod tests {
    use crate::facts::Confinement;
    use crate::testing::{Sample, hardened_host};

    fn with(change: impl FnOnce(&mut Confinement)) -> Sample {
        hardened_host().host(|h| {
            (h.confinement.seccomp, h.confinement.apparmor, h.confinement.selinux) =
                (Some(false), Some(false), Some(false));
            change(&mut h.confinement);
        })
    }

    #[test]
    fn none_of_the_three_is_medium() {
        with(|_| ()).host_finds(&["HST-007 medium"]);
    }

    #[test]
    fn any_of_them_is_enough() {
        with(|c| c.seccomp = Some(true)).host_finds(&[]);
        with(|c| c.apparmor = Some(true)).host_finds(&[]);
        with(|c| c.selinux = Some(true)).host_finds(&[]);
    }

    #[test]
    fn what_the_engine_does_not_say_is_unknown_unless_one_of_them_is_there() {
        let silent = with(|c| c.apparmor = None);
        silent.host_finds(&[]);
        silent.host_misses(&["HST-007 medium"]);
        silent.host(|h| h.confinement.seccomp = Some(true)).host_misses(&[]);
    }
}
