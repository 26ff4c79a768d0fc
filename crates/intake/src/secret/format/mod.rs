//! Step 3: formats that vendors give their credentials, anchored at the value's start.

mod checksum;
mod pem;
mod table;
mod token;

use posture::facts::{CredentialKind, ValueKind};

use super::class::Class;
use super::name::Name;
use super::shape::Shape;
use super::{Verdict, placeholder};

pub(super) fn judge<'v>(name: &Name, value: &'v str, shape: Shape) -> Option<Verdict<'v>> {
    if shape.length < 8 {
        return None;
    }
    let found = judge_one(name, value, shape);
    if found.is_some() || !(shape.has_space() || shape.has(b',')) || value.starts_with('-') {
        return found;
    }
    // A list of tokens, a token behind a word.
    let parts = value.split([' ', ',', ';', '\n', '\t']).filter(|part| part.len() >= 16).take(64);
    parts.map(|part| (part, Shape::of(part))).find_map(|(part, shape)| judge_one(name, part, shape))
}

fn judge_one<'v>(name: &Name, value: &'v str, shape: Shape) -> Option<Verdict<'v>> {
    if let Some(verdict) = pem::judge(value) {
        return Some(verdict);
    }
    if is_password_hash(value) || is_bare_hash(name, shape) {
        return Some(Verdict::quiet(ValueKind::PasswordHash));
    }
    let kind = table::recognise(value, shape)
        .or_else(|| token::recognise(value, shape))
        .or_else(|| named_cloud_key(name, shape))?;
    let says_secret = !matches!(name.class(), Class::Neutral | Class::Public);
    if placeholder::is_blank(value) || !says_secret && checksum::fails(value) && is_monotonous(value) {
        return Some(Verdict::quiet(ValueKind::Placeholder));
    }
    Some(Verdict::secret(ValueKind::Credential(kind), value))
}

/// An example someone typed: few different characters, or the alphabet.
fn is_monotonous(value: &str) -> bool {
    let tail = value.rsplit('_').next().unwrap_or_default().as_bytes();
    let steps =
        tail.windows(2).filter(|pair| pair[1] == pair[0] || pair[1] == pair[0].wrapping_add(1)).count();
    steps * 2 > tail.len()
}

/// AWS secret keys and Azure storage keys have no mark of their own, but a length, under their names.
fn named_cloud_key(name: &Name, shape: Shape) -> Option<CredentialKind> {
    let secret = !matches!(name.class(), Class::Neutral | Class::Public);
    let aws = shape.length == 40 && name.has("secret") && name.has("access") && name.has("key");
    let azure = shape.length == 88
        && shape.has(b'=')
        && (name.has("storage") || name.has("account"))
        && name.has("key");
    (secret && (aws || azure) && shape.is_base64()).then_some(CredentialKind::Cloud)
}

/// `ROOT_PASSWORD_SHA2`: an unsalted digest under a name that says of what.
fn is_bare_hash(name: &Name, shape: Shape) -> bool {
    let says_digest =
        || ["hash", "md5", "sha1", "sha2", "sha256", "sha512"].iter().any(|word| name.has(word));
    matches!(shape.length, 32 | 40 | 64 | 128) && shape.is_hex() && name.has("password") && says_digest()
}

/// crypt(3), htpasswd (with a user before, dollars doubled in Compose labels), LDAP and framework hashes.
fn is_password_hash(value: &str) -> bool {
    const MARKS: [&str; 15] = [
        "$2a$", "$2b$", "$2x$", "$2y$", "$apr1$", "$1$", "$5$", "$6$", "$7$", "$y$", "$argon2", "$pbkdf2",
        "$scrypt$", "{SSHA", "{SHA",
    ];
    const WORDS: [&str; 6] =
        ["argon2:$argon2", "bcrypt:$2", "bcrypt_sha256$", "pbkdf2_sha256$", "pbkdf2:sha256:", "scrypt:3276"];
    let is_hash = |text: &str| {
        let text = if text.starts_with("$$") { &text[1..] } else { text };
        text.len() >= 20
            && text.starts_with(['$', '{'])
            && MARKS.iter().any(|mark| text.starts_with(mark) || doubled(text, mark))
    };
    let after_user = || value.split_once(':').is_some_and(|(_, hash)| is_hash(hash));
    match value.as_bytes()[0] {
        b'$' | b'{' => is_hash(value),
        b'a' | b'b' | b'p' | b's' if WORDS.iter().any(|word| value.starts_with(word)) => true,
        _ => after_user(),
    }
}

/// `2y$$05$$…` once the first dollar is gone.
fn doubled(text: &str, mark: &str) -> bool {
    let word = mark.trim_matches('$');
    mark.starts_with('$')
        && text
            .strip_prefix('$')
            .and_then(|rest| rest.strip_prefix(word))
            .is_some_and(|rest| rest.starts_with("$$"))
}
