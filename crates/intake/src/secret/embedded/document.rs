use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use posture::facts::{CredentialKind, ValueKind};
use zeroize::Zeroizing;

use super::super::Verdict;
use super::{Neighbours, option, worst};

/// Pairs of strings in JSON, found without building it: no copy of a secret comes to be.
pub(super) fn judge_json<'v>(value: &'v str, neighbours: &Neighbours<'_>) -> Option<Verdict<'v>> {
    if !value.starts_with(['{', '[']) {
        return None;
    }
    let found = worst(Strings(value).filter_map(|(key, text)| judge_member(key, text, neighbours)))?;
    let is_service_account = value.contains("\"service_account\"");
    let kind = match found.kind {
        ValueKind::Credential(CredentialKind::PrivateKey) if is_service_account => {
            ValueKind::Credential(CredentialKind::Cloud)
        }
        kind => kind,
    };
    Some(Verdict { kind, ..found })
}

/// `name: value` on lines of their own, as YAML and properties have it.
pub(super) fn judge_lines<'v>(value: &'v str, neighbours: &Neighbours<'_>) -> Option<Verdict<'v>> {
    if value.starts_with("-----BEGIN") {
        return None;
    }
    let pairs = value.lines().filter_map(|line| line.trim_start_matches([' ', '-']).split_once(": "));
    worst(pairs.filter_map(|(name, value)| {
        option(name.trim_matches('"'), value.trim().trim_matches(['"', '\'']), neighbours)
    }))
}

fn judge_member<'v>(key: &str, text: &'v str, neighbours: &Neighbours<'_>) -> Option<Verdict<'v>> {
    if key == "auth" && holds_login(text) {
        return Some(Verdict::secret(ValueKind::Credential(CredentialKind::PackageRegistry), text));
    }
    option(key, text, neighbours)
}

/// Docker's `auths` hold base64 of `user:password`.
fn holds_login(text: &str) -> bool {
    let decoded = STANDARD.decode(text).map(Zeroizing::new);
    decoded.is_ok_and(|bytes| bytes.contains(&b':') && bytes.iter().all(|byte| (0x20..0x7f).contains(byte)))
}

/// Members of objects whose values are strings, as they stand in the text.
struct Strings<'t>(&'t str);

impl<'t> Iterator for Strings<'t> {
    type Item = (&'t str, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let key = self.string()?;
            let Some(rest) = self.0.trim_start().strip_prefix(':') else { continue };
            self.0 = rest.trim_start();
            if self.0.starts_with('"') {
                return Some((key, self.string()?));
            }
        }
    }
}

impl<'t> Strings<'t> {
    /// Skips to the next string and takes it, without its quotes, escapes as they stand.
    fn string(&mut self) -> Option<&'t str> {
        let inner = &self.0[self.0.find('"')? + 1..];
        let mut escaped = false;
        let end = inner.bytes().position(|byte| {
            let ends = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            ends
        })?;
        self.0 = &inner[end + 1..];
        Some(&inner[..end])
    }
}
