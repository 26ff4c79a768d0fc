use super::Case;
use super::mounts::{self, Judgement, is_or_below};
use super::rule::{Check, References, Rule, Verdict};
use crate::Severity;
use crate::facts::{Mount, MountKind};

pub const RULE: Rule = Rule {
    id: "MNT-005",
    title: "Credentials of the host mounted",
    severity: Severity::High,
    references: References {
        cis: &["5.6"],
        nist: &["3.1.4", "3.4.3"],
        owasp: &["D06"],
        attack: &["T1552.001"],
    },
    rationale: "Keys and passwords of the host, or of a person who works on it, open far more than this container.",
    fix: "Give the container credentials of its own, with only the rights it needs, as a secret.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    mounts::verdict(case, RULE.id)
}

/// Segments of a path that hold credentials wherever they stand.
const FOLDERS: [&str; 5] = ["/.ssh", "/.aws", "/.kube", "/.docker/config.json", "/.config/gcloud"];
const FILES: [&str; 6] =
    ["/etc/shadow", "/etc/gshadow", "/etc/ssl/private", "/etc/ssh", "/etc/kubernetes/pki", "/root/.docker"];
const PRIVATE_KEYS: [&str; 4] = ["id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"];

pub(super) fn judge(mount: &Mount) -> Option<Judgement> {
    let path = mount.source.as_str();
    let name = path.rsplit('/').next().unwrap_or(path);
    let holds_credentials = FILES.iter().any(|file| is_or_below(path, file))
        || FOLDERS.iter().any(|folder| has_segments(path, folder))
        || is_private_key(name);
    (mount.kind == MountKind::Bind && holds_credentials && !is_public(path, name))
        .then(|| Judgement::new(Severity::High, format!("{path} ({})", mounts::mode(mount))))
}

fn is_private_key(name: &str) -> bool {
    PRIVATE_KEYS.contains(&name)
        || has_extension(name, "key")
        || (name.starts_with("privkey") && has_extension(name, "pem"))
}

/// Public halves, known hosts, and how a client connects: what lies beside keys and is none.
fn is_public(path: &str, name: &str) -> bool {
    matches!(name, "known_hosts" | "ssh_known_hosts" | "ssh_config" | "ssh_config.d")
        || has_extension(name, "pub")
        || has_extension(name, "crt")
        || path.ends_with("/.ssh/config")
}

fn has_extension(name: &str, extension: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, own)| !stem.is_empty() && own == extension)
}

fn has_segments(path: &str, segments: &str) -> bool {
    path.match_indices(segments).any(|(at, _)| is_or_below(&path[at..], segments))
}

#[cfg(test)]
mod tests {
    use crate::testing::hardened;

    #[test]
    fn folders_and_files_with_credentials_are_high_even_read_only() {
        for path in [
            "/home/ada/.ssh",
            "/home/ada/.ssh/id_ed25519",
            "/root/.aws/credentials",
            "/home/ada/.kube/config",
            "/home/ada/.docker/config.json",
            "/home/ada/.config/gcloud",
            "/etc/shadow",
            "/srv/keys/id_rsa",
            "/srv/tls/server.key",
            "/srv/tls/privkey1.pem",
        ] {
            hardened().bind_read_only(path, "/x").finds(&["MNT-005 high /x"]);
        }
    }

    #[test]
    fn what_lies_beside_keys_and_is_public_is_no_credential() {
        for path in ["/srv/.ssh/known_hosts", "/srv/.ssh/id_rsa.pub", "/srv/.ssh/config", "/srv/.kube/ca.crt"]
        {
            hardened().bind_read_only(path, "/x").finds(&[]);
        }
        hardened().bind_read_only("/etc/ssh/ssh_known_hosts", "/x").finds(&["MNT-003 low /x"]);
        hardened().bind_read_only("/etc/ssh/ssh_config", "/x").finds(&["MNT-003 low /x"]);
        hardened().bind_read_only("/srv/fullchain.pem", "/x").finds(&[]);
    }

    #[test]
    fn similar_names_hold_no_credentials() {
        hardened().bind("/srv/app.ssh", "/x").bind("/srv/.sshd", "/y").finds(&[]);
    }
}
