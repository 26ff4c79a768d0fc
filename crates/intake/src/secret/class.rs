use super::words::{self, is_in};

/// What a name says of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Neutral,
    /// Meant to be seen: checksums, ids, public keys.
    Public,
    Password,
    /// A secret of one's own: signing keys, salts.
    Secret,
    /// Given out by a service: tokens, API keys.
    Token,
    /// A key of unknown use.
    Key,
    /// User and password in one.
    Login,
}

/// Of a key by the word before it.
pub(super) fn key_class(before: Option<&[u8]>) -> Class {
    match before {
        Some(word) if is_in(&words::PUBLIC_KEY, word) => Class::Public,
        Some(word) if is_in(&words::SECRET_KEY, word) => Class::Secret,
        Some(word) if is_in(&words::TOKEN_KEY, word) => Class::Token,
        _ => Class::Key,
    }
}

/// `AUTH_CODE`, but not `COUNTRY_CODE`.
pub(super) fn is_access_code(before: Option<&[u8]>) -> bool {
    matches!(before, Some(b"access" | b"activation" | b"auth" | b"pin" | b"security"))
}

pub(super) fn word_class(word: &[u8]) -> Class {
    let class = exact_class(word);
    if class != Class::Neutral {
        return class;
    }
    if let Some(singular) = word.strip_suffix(b"s") {
        let class = exact_class(singular);
        if class != Class::Neutral {
            return class;
        }
    }
    joined_class(word)
}

fn exact_class(word: &[u8]) -> Class {
    if is_in(&words::PASSWORD, word) {
        Class::Password
    } else if is_in(&words::SECRET, word) {
        Class::Secret
    } else if is_in(&words::TOKEN, word) {
        Class::Token
    } else if is_in(&words::LOGIN, word) {
        Class::Login
    } else {
        Class::Neutral
    }
}

/// `rootpw`.
fn is_joined(word: &[u8], ending: &[u8]) -> bool {
    word.strip_suffix(ending).is_some_and(|before| is_in(&words::BEFORE_PASS, before))
}

/// `ADMINPASSWORD`, `authtoken`, `clientsecret`, `apikey`; not `MONKEY`, `COMPASS`.
fn joined_class(word: &[u8]) -> Class {
    const LONG: [(&[u8], Class); 8] = [
        (b"password", Class::Password),
        (b"passwords", Class::Password),
        (b"passwd", Class::Password),
        (b"passphrase", Class::Password),
        (b"secret", Class::Secret),
        (b"secrets", Class::Secret),
        (b"token", Class::Token),
        (b"credentials", Class::Token),
    ];
    if let Some((_, class)) = LONG.iter().find(|(ending, _)| word.ends_with(ending)) {
        return *class;
    }
    let ends_in_pass = word.ends_with(b"pass") && !is_in(&words::NO_PASS, word);
    if ends_in_pass || [b"pwd".as_slice(), b"pw"].iter().any(|ending| is_joined(word, ending)) {
        return Class::Password;
    }
    let before_key = word.strip_suffix(b"key").or_else(|| word.strip_suffix(b"keys"));
    match before_key.map(|before| key_class(Some(before))) {
        Some(Class::Key) | None => Class::Neutral,
        Some(class) => class,
    }
}
