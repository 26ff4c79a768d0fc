use super::Case;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::user::User;

pub const RULE: Rule = Rule {
    id: "CAP-026",
    title: "Privileged or root exec",
    severity: Severity::Medium,
    references: References {
        cis: &["5.23", "5.24"],
        nist: &["3.4.3"],
        owasp: &["D01", "D04"],
        attack: &["T1609"],
    },
    rationale: "Whoever starts a command inside with more rights than the container has undoes what was set up for it, and an attacker with access to the engine does just that.",
    fix: "Run commands as the container's own user, without `--privileged`; see who may talk to the engine.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let Some(execs) = &case.runtime.execs else { return Verdict::NotApplicable };
    let privileged = execs.iter().any(|exec| exec.privileged);
    // Where the container runs as root anyway, a command as root gains nothing.
    let as_root = !case.user.may_be_root() && execs.iter().any(|exec| is_root(&exec.user));
    let hit = |subject: &'static str, seen| move || Hit::new(RULE.severity, seen).on(subject);
    let privileged = privileged.then(hit("privileged", "a command ran privileged"));
    let as_root = as_root.then(hit("root", "a command ran as root in a container of another user"));
    privileged.into_iter().chain(as_root).collect()
}

fn is_root(user: &str) -> bool {
    !user.is_empty() && User::parse(user) == User::Root
}

#[cfg(test)]
mod tests {
    use crate::facts::Exec;
    use crate::testing::{Sample, hardened};

    fn saw(privileged: bool, user: &str) -> Sample {
        hardened().runtime(|r| r.execs = Some(vec![Exec { privileged, user: user.into() }]))
    }

    #[test]
    fn a_privileged_command_is_medium() {
        saw(true, "").finds(&["CAP-026 medium privileged"]);
    }

    #[test]
    fn a_command_as_root_is_medium_unless_all_is_root_anyway() {
        saw(false, "root").finds(&["CAP-026 medium root"]);
        saw(false, "0:0").finds(&["CAP-026 medium root"]);
        saw(false, "0").root().finds_by("CAP-026", &[]);
    }

    #[test]
    fn a_command_of_the_containers_own_user_is_fine() {
        saw(false, "").finds(&[]);
        saw(false, "101").finds(&[]);
    }

    #[test]
    fn where_nobody_looked_there_is_nothing_to_judge() {
        hardened().misses(&[]);
        hardened().runtime(|r| r.execs = Some(Vec::new())).finds(&[]);
    }
}
