use super::Case;
use super::mounts::{self, Judgement, is_or_below, without_link};
use super::rule::{Check, References, Rule, Verdict};
use crate::Severity;
use crate::facts::{Mount, MountKind};

pub const RULE: Rule = Rule {
    id: "MNT-010",
    title: "systemd or D-Bus socket mounted",
    severity: Severity::High,
    references: References {
        cis: &["5.6"],
        nist: &["3.4.3", "3.5.5"],
        owasp: &["D04"],
        attack: &["T1611", "T1543.002"],
    },
    rationale: "Through these sockets root starts a unit on the host. Mounting them read-only does not help: a socket is written to all the same.",
    fix: "Remove the mount; put a proxy between that lets through the one name on the bus that is needed.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    mounts::verdict(case, RULE.id)
}

const SOCKETS: [&str; 2] = ["/run/systemd/private", "/run/dbus/system_bus_socket"];

/// A directory above holds the socket; `/run` and what is above it hold engine sockets too, and are MNT-001's.
pub(super) fn judge(mount: &Mount) -> Option<Judgement> {
    let path = without_link(&mount.source);
    let socket = SOCKETS.iter().find(|socket| is_or_below(socket, path))?;
    let is_bind = mount.kind == MountKind::Bind && !matches!(path, "" | "/");
    let mode = mounts::mode(mount);
    is_bind.then(|| Judgement::new(RULE.severity, format!("{} ({mode}) leads to {socket}", mount.source)))
}

#[cfg(test)]
mod tests {
    use crate::testing::hardened;

    #[test]
    fn the_sockets_are_high_read_only_or_not() {
        for path in ["/run/systemd/private", "/run/dbus/system_bus_socket", "/var/run/dbus/system_bus_socket"]
        {
            hardened().bind(path, "/x").finds(&["MNT-010 high /x"]);
            hardened().bind_read_only(path, "/x").finds(&["MNT-010 high /x"]);
        }
    }

    #[test]
    fn a_directory_above_one_holds_it() {
        hardened().bind_read_only("/run/dbus", "/x").finds(&["MNT-010 high /x"]);
        hardened().bind("/run/systemd", "/x").finds(&["MNT-010 high /x"]);
        hardened().bind("/run", "/x").finds(&["MNT-001 critical /x"]);
    }

    #[test]
    fn what_lies_beside_them_and_the_bus_of_a_person_are_nothing_special() {
        for path in
            ["/run/systemd/journal/socket", "/run/systemd/resolve", "/run/user/1000/bus", "/run/dbus-x"]
        {
            hardened().bind(path, "/x").finds(&[]);
        }
    }
}
