use posture::facts::{CredentialKind, ValueKind};

use super::super::Verdict;
use super::{Neighbours, Shape, option, worst};

/// `Server=db;User Id=sa;Password=…`, `host=db password=…`, `-Dtrust.password=…`, `--requirepass=…`: every `name=value`
/// that ends at a semicolon, an ampersand or a space.
pub(super) fn judge<'v>(value: &'v str, shape: Shape, neighbours: &Neighbours<'_>) -> Option<Verdict<'v>> {
    // One semicolon at the end, as in JAAS, makes no connection string.
    let is_connection = shape.has(b';') && value.split(';').filter(|part| part.contains('=')).count() > 1;
    let separators: &[char] = if is_connection { &[';'] } else { &[' ', '\n', '\t', '&', ','] };
    let pairs = || value.split(separators).filter_map(|pair| pair.split_once('='));
    let found =
        worst(pairs().filter_map(|(name, value)| judge_pair(name, value.trim(), is_connection, neighbours)))?;
    // `User Id=shop;Password=shop`: once, for the one that was found.
    let repeats = |secret: &str| {
        let same = |other: &str| other.trim().eq_ignore_ascii_case(secret);
        is_connection && pairs().filter(|(_, other)| same(other)).nth(1).is_some()
    };
    Some(Verdict { secret: found.secret.filter(|secret| !repeats(secret)), ..found })
}

fn judge_pair<'v>(
    name: &str,
    value: &'v str,
    is_connection: bool,
    neighbours: &Neighbours<'_>,
) -> Option<Verdict<'v>> {
    let name = name.trim().trim_start_matches('-');
    let value = value.trim_matches(['"', '\'', ';']);
    // A name with anything else in it was no name: base64 ends in `=`, texts have equations.
    let named =
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._- ".contains(&byte));
    if !named || value.bytes().all(|byte| byte == b'=') {
        return None;
    }
    let found = option(name, value, neighbours)?;
    if found.is_quiet() || !is_connection {
        return Some(found);
    }
    let kind = match name.to_ascii_lowercase().as_str() {
        "accountkey" | "sharedaccesskey" | "sharedaccesssignature" => {
            ValueKind::Credential(CredentialKind::Cloud)
        }
        _ => ValueKind::UrlCredential,
    };
    Some(Verdict { kind, ..found })
}
