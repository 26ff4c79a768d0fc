use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use posture::facts::{CredentialKind, ValueKind};
use zeroize::Zeroizing;

use super::super::Verdict;

/// Private keys in PEM, PuTTY's and age's form, also base64 over the whole; certificates and public keys are plain.
pub(super) fn judge(value: &str) -> Option<Verdict<'_>> {
    match value.as_bytes()[0] {
        b'-' => value.starts_with("-----BEGIN ").then(|| judge_pem(value)),
        b'L' => value.starts_with("LS0tLS1CRUdJTi").then(|| judge_encoded(value)),
        b'P' => value.starts_with("PuTTY-User-Key-File-").then(|| private(value)),
        b'A' => value.starts_with("AGE-SECRET-KEY-1").then(|| private(value)),
        b's' => is_public_ssh(value).then_some(Verdict::PLAIN),
        b'e' => value.starts_with("ecdsa-sha2-").then_some(Verdict::PLAIN),
        _ => None,
    }
}

fn private(value: &str) -> Verdict<'_> {
    Verdict::secret(ValueKind::Credential(CredentialKind::PrivateKey), value)
}

/// A certificate may come with its key behind it.
fn judge_pem(value: &str) -> Verdict<'_> {
    let is_private = value.contains("PRIVATE KEY-----") || value.contains("PRIVATE KEY BLOCK-----");
    if !is_private {
        return Verdict::PLAIN;
    }
    let body = value.split("KEY").nth(1).unwrap_or_default().trim_matches(['-', ' ', '\n', '\\', 'n']);
    if body.starts_with("...") || body.starts_with('<') || body.starts_with("xxx") {
        return Verdict::quiet(ValueKind::Placeholder);
    }
    private(value)
}

fn judge_encoded(value: &str) -> Verdict<'_> {
    let head = &value.as_bytes()[..value.len().min(64)];
    let decoded = STANDARD_NO_PAD.decode(&head[..head.len() / 4 * 4]).map(Zeroizing::new).unwrap_or_default();
    let is_private = decoded.windows(11).any(|window| window == b"PRIVATE KEY");
    if is_private { private(value) } else { Verdict::PLAIN }
}

fn is_public_ssh(value: &str) -> bool {
    ["ssh-rsa AAAA", "ssh-ed25519 AAAA", "ssh-dss AAAA", "sk-ssh-ed25519@"]
        .iter()
        .any(|prefix| value.starts_with(prefix))
}
