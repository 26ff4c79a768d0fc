use posture::facts::ValueKind;

use super::class::Class;
use super::name::Name;
use super::shape::{self, Shape};
use super::{Verdict, format};

/// Step 1: the value says where the secret is instead of what it is.
///
/// `$X` and `${X:-default}` are no references here: an engine hands them over as text.
pub(super) fn judge<'v>(name: &Name, value: &'v str, shape: Shape) -> Option<Verdict<'v>> {
    if is_reference(value, shape) {
        let is_store = !value.starts_with(['$', '{', 'e', 'f']);
        let shown = is_store || concerns_secret(name, true);
        return Some(Verdict::quiet(if shown { ValueKind::Reference } else { ValueKind::Plain }));
    }
    let is_path = shape::is_path(value, shape) || names_key_file(name, value, shape);
    if !is_path && !name.points_to_file() {
        return None;
    }
    // A known credential is one even where a path should be.
    let credential = if is_path { None } else { format::judge(name, value, shape) };
    Some(credential.unwrap_or(Verdict::quiet(if concerns_secret(name, is_path) {
        ValueKind::Reference
    } else {
        ValueKind::Plain
    })))
}

pub(super) fn is_reference(value: &str, shape: Shape) -> bool {
    let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| value.starts_with(prefix));
    match value.as_bytes()[0] {
        b'$' => is_variable(value) || value.starts_with("$ANSIBLE_VAULT;"),
        b'{' => value.starts_with("{{") && value.ends_with("}}"),
        b'o' => value.starts_with("op://"),
        b'v' => begins(&["vault:", "vault://"]),
        b'b' => begins(&["bao:", "bws:"]),
        b'r' => value.starts_with("ref+"),
        b'a' => begins(&[
            "akv:",
            "azurekv://",
            "awssm://",
            "aws-sm://",
            "arn:aws:secretsmanager:",
            "arn:aws:ssm:",
            "arn:aws:kms:",
        ]),
        b's' => begins(&["ssm:", "sm://", "secretref:"]),
        b'g' => value.starts_with("gcp-sm://"),
        b'p' => value.starts_with("projects/") && value.contains("/secrets/"),
        b'k' => value.starts_with("keyvault:"),
        b'@' => value.starts_with("@Microsoft.KeyVault("),
        b'd' => value.starts_with("doppler:"),
        b'E' => value.starts_with("ENC[") && value.ends_with(']'),
        b'e' => value.strip_prefix("env:").is_some_and(shape::is_word),
        b'f' => value
            .strip_prefix("file:")
            .is_some_and(|rest| shape::is_path(rest.trim_start_matches("//"), shape)),
        b'/' => value.starts_with("/run/secrets/"),
        b'A' => is_sealed(value, shape),
        _ => false,
    }
}

/// `${NAME}` and nothing else.
fn is_variable(value: &str) -> bool {
    let inner = value.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    inner.is_some_and(|name| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.".contains(&byte))
    })
}

/// Bitnami's sealed secrets: base64 of a version, a key of 512 bytes and the rest.
fn is_sealed(value: &str, shape: Shape) -> bool {
    value.starts_with("Ag") && shape.length > 700 && shape.is_base64()
}

/// `TLS_KEY=server.key`, `JWT_SECRET_KEY=%kernel.project_dir%/jwt/private.pem`.
fn names_key_file(name: &Name, value: &str, shape: Shape) -> bool {
    const ENDINGS: [&str; 9] = [".crt", ".jks", ".json", ".key", ".p12", ".pem", ".pfx", ".pub", ".txt"];
    !matches!(name.class(), Class::Neutral | Class::Public | Class::Password)
        && shape.has_dot()
        && !shape.has_space()
        && shape.length < 256
        && !value.contains("://")
        && ENDINGS.iter().any(|ending| value.ends_with(ending))
        && !(shape.has_upper()
            && shape.has_lower()
            && value.split(['/', '.', '-', '_']).any(shape::looks_scrambled))
}

/// Whether it is good practice worth showing: the name, or what is left without its pointer, says secret.
fn concerns_secret(name: &Name, is_path: bool) -> bool {
    const WORDS: [&str; 9] =
        ["password", "passwd", "pass", "secret", "secrets", "token", "credentials", "key", "passphrase"];
    let secret = !matches!(name.class(), Class::Neutral | Class::Public);
    secret
        || name.points_to_file()
            && (is_path || name.has("file"))
            && WORDS.iter().any(|word| name.has(word))
            && !name.has("public")
}
