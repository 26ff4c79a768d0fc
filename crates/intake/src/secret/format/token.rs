use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use posture::facts::CredentialKind;
use zeroize::Zeroizing;

use super::super::shape::Shape;

/// Credentials that are known by their structure more than by a prefix.
pub(super) fn recognise(value: &str, shape: Shape) -> Option<CredentialKind> {
    match value.as_bytes()[0] {
        b'e' => json_in_base64(value, shape),
        b'0'..=b'9' if shape.has(b':') => telegram(value),
        b'M' | b'N' | b'O' if shape.has_dot() => discord(value),
        _ => None,
    }
    .or_else(|| mail_or_vault(value, shape))
}

/// A JSON web token's header is JSON with `alg`; base64 of a whole service account begins in the same way.
fn json_in_base64(value: &str, shape: Shape) -> Option<CredentialKind> {
    if shape.has_dot() {
        let mut parts = value.split('.');
        let header =
            parts.next().and_then(|header| URL_SAFE_NO_PAD.decode(header).ok()).map(Zeroizing::new)?;
        let has_parts = matches!(parts.count(), 2 | 4);
        let has_algorithm = header.first() == Some(&b'{') && contains(&header, b"\"alg\"");
        return (has_parts && has_algorithm).then_some(CredentialKind::JsonWebToken);
    }
    let head = &value.as_bytes()[..value.len().min(128) / 4 * 4];
    let decoded = STANDARD_NO_PAD.decode(head).map(Zeroizing::new).ok()?;
    if contains(&decoded, b"service_account") {
        return Some(CredentialKind::Cloud);
    }
    // Grafana's older API keys are base64 of {"k":…,"n":…,"id":…}.
    decoded.starts_with(b"{\"k\":\"").then_some(CredentialKind::Observability)
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// `123456789:` and 35 characters.
fn telegram(value: &str) -> Option<CredentialKind> {
    let (id, key) = value.split_once(':')?;
    let is_id = (8..=10).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
    (is_id && key.len() == 35 && is_url_safe(key)).then_some(CredentialKind::Chat)
}

/// Base64 of the bot's id, six characters of time, a signature.
fn discord(value: &str) -> Option<CredentialKind> {
    let mut parts = value.split('.');
    let (id, time, signature) = (parts.next()?, parts.next()?, parts.next()?);
    let fits = (24..=28).contains(&id.len()) && time.len() == 6 && (27..=38).contains(&signature.len());
    (fits && parts.next().is_none() && [id, time, signature].into_iter().all(is_url_safe))
        .then_some(CredentialKind::Chat)
}

/// Mailgun's and Mailchimp's hexadecimal keys; Azure's client secrets with `Q~` in fifth place; Terraform's `.atlasv1.`.
fn mail_or_vault(value: &str, shape: Shape) -> Option<CredentialKind> {
    let bytes = value.as_bytes();
    if shape.has(b'~')
        && (37..=40).contains(&shape.length)
        && bytes[3].is_ascii_digit()
        && &bytes[4..6] == b"Q~"
    {
        return Some(CredentialKind::Cloud);
    }
    if shape.has_dot() && value.get(14..23) == Some(".atlasv1.") {
        return Some(CredentialKind::Other);
    }
    if !shape.has(b'-') || shape.length < 36 || !value.is_char_boundary(32) {
        return None;
    }
    let (head, tail) = value.split_at(32);
    if !head.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    let is_mailgun = shape.length == 50
        && tail.as_bytes()[0] == b'-'
        && tail.as_bytes()[9] == b'-'
        && tail.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
    let is_mailchimp = tail
        .strip_prefix("-us")
        .is_some_and(|zone| zone.len() <= 2 && zone.bytes().all(|byte| byte.is_ascii_digit()));
    (is_mailgun || is_mailchimp).then_some(CredentialKind::Mail)
}

fn is_url_safe(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
