use super::Case;
use super::mounts::{self, Judgement};
use super::rule::{Check, References, Rule, Verdict};
use crate::Severity;
use crate::facts::{Mount, MountKind};

pub const RULE: Rule = Rule {
    id: "MNT-002",
    title: "Host root filesystem mounted",
    severity: Severity::Critical,
    references: References { cis: &["5.6"], nist: &["3.4.3", "3.5.5"], owasp: &["D04"], attack: &["T1611"] },
    rationale: "The host's root holds everything: password hashes, keys, other containers' data and the engine's \
                socket, through which even a read-only mount gives root on the host.",
    fix: "Mount only the directory that is needed, read-only where possible.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    mounts::verdict(case, RULE.id)
}

pub(super) fn judge(mount: &Mount) -> Option<Judgement> {
    let is_root = matches!(mount.source.as_str(), "/" | "/proc/1/root" | "/proc/1/root/");
    (mount.kind == MountKind::Bind && is_root).then(|| {
        let mode = mounts::mode(mount);
        Judgement::new(
            Severity::Critical,
            format!("the host's root filesystem ({mode}), which holds the engine socket /run/docker.sock"),
        )
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::hardened;

    #[test]
    fn the_host_root_is_critical_read_only_or_not() {
        hardened().bind("/", "/host").finds(&["MNT-002 critical /host"]);
        hardened().bind_read_only("/", "/host").finds(&["MNT-002 critical /host"]);
    }

    #[test]
    fn the_evidence_says_that_it_holds_the_engine_socket() {
        let outcome = hardened().bind_read_only("/", "/host").outcome();
        assert_eq!(
            outcome.findings[0].evidence,
            "the host's root filesystem (read-only), which holds the engine socket /run/docker.sock"
        );
    }

    #[test]
    fn a_project_directory_is_not_the_root() {
        hardened().bind("/srv", "/host").finds(&[]);
    }
}
