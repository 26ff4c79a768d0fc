//! What a container does well: shown, and not scored.

use crate::capability::CapabilitySet;
use crate::facts::{Seccomp, ValueKind};
use crate::rules::Case;
use crate::user::User;

/// One line each, in a fixed order.
pub(crate) fn lines(case: &Case<'_>) -> Vec<String> {
    let container = case.container;
    let mut lines = Vec::new();
    if case.reference.is_pinned() {
        lines.push("image pinned by digest".to_owned());
    }
    if let User::Number(user) | User::Named(user) = case.user {
        lines.push(format!("runs as user {user}"));
    }
    if case.no_new_privileges() == Some(true) {
        lines.push("no-new-privileges is set".to_owned());
    }
    if !container.privileged && !case.all_added() && case.capabilities.bounding == CapabilitySet::EMPTY {
        lines.push("all capabilities dropped".to_owned());
    }
    if !container.privileged && container.security.seccomp == Seccomp::Custom {
        lines.push("a seccomp profile of its own".to_owned());
    }
    if container.read_only_root {
        lines.push("read-only root filesystem".to_owned());
    }
    let references = container.environment.iter().filter(|variable| variable.kind == ValueKind::Reference);
    lines.extend(references.map(|variable| format!("{} refers to a secret kept elsewhere", variable.name)));
    lines
}

#[cfg(test)]
mod tests {
    use crate::facts::ValueKind;
    use crate::testing::{hardened, plain};

    #[test]
    fn a_hardened_container_is_told_so() {
        assert_eq!(
            hardened().env("DB_PASSWORD_FILE", ValueKind::Reference).outcome().good_practice,
            [
                "image pinned by digest",
                "runs as user 101",
                "no-new-privileges is set",
                "all capabilities dropped",
                "read-only root filesystem",
                "DB_PASSWORD_FILE refers to a secret kept elsewhere",
            ]
        );
    }

    #[test]
    fn a_plain_container_does_nothing_well() {
        assert!(plain().outcome().good_practice.is_empty());
    }

    #[test]
    fn dropped_capabilities_do_not_praise_a_privileged_container() {
        let lines = hardened().privileged().outcome().good_practice;
        assert!(!lines.contains(&"all capabilities dropped".to_owned()));
    }
}
