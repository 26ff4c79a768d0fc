use super::class::{Class, is_access_code, key_class, word_class};
use super::words::{self, is_in};

const MAX_BYTES: usize = 96;
const MAX_WORDS: usize = 12;

/// What switches something on; `undefined` and `auto` do not.
const AFFIRMATIVE: [&str; 8] = ["1", "enable", "enabled", "on", "t", "true", "y", "yes"];

/// A name in lower case, split at `_ . -` and where the case changes. Of a long name only its end counts.
pub(super) struct Name {
    text: [u8; MAX_BYTES],
    words: [(u8, u8); MAX_WORDS],
    count: usize,
    class: Class,
    points_to_file: bool,
}

impl Name {
    pub fn read(name: &str) -> Self {
        let bytes = name.as_bytes();
        let bytes = &bytes[bytes.len().saturating_sub(MAX_BYTES)..];
        let mut read = Self {
            text: [0; MAX_BYTES],
            words: [(0, 0); MAX_WORDS],
            count: 0,
            class: Class::Neutral,
            points_to_file: false,
        };
        read.split(bytes);
        read.points_to_file = read.is_file_pointer();
        read.class = read.classed();
        read
    }

    pub fn class(&self) -> Class {
        self.class
    }

    /// `DB_PASSWORD_FILE`, `FILE__DB_PASSWORD`, `SECRET_PATH`.
    pub fn points_to_file(&self) -> bool {
        self.points_to_file
    }

    pub fn has(&self, word: &str) -> bool {
        self.words().any(|own| own == word.as_bytes())
    }

    /// A word before the last says secret: `STRIPE_SIGNING_KEY_CONNECT`, not `SECRET_NAME`.
    pub fn mentions_secret(&self) -> bool {
        let says = |word: &[u8]| word == b"key" || !matches!(word_class(word), Class::Neutral | Class::Login);
        let points = self.last().is_none_or(|word| is_in(&words::POINTER, word));
        self.class == Class::Neutral && !points && self.words().any(says)
    }

    pub fn measures(&self) -> bool {
        self.words().any(|word| is_in(&words::MEASURE, word))
            || self.last().is_some_and(|word| word == b"tokens")
    }

    /// `USE_PASSWORD=true`: yes or no, under a name that asks for it.
    pub fn switches(&self) -> bool {
        self.words().any(|word| is_in(&words::FLAG, word))
    }

    /// `TEST_PASS=12`: how many passed, not how one passes.
    pub fn counts_passes(&self) -> bool {
        let before = self.count.checked_sub(2).map(|place| self.word(place));
        self.last() == Some(b"pass")
            && matches!(before, Some(b"first" | b"partial" | b"second" | b"test" | b"tests"))
    }

    /// A token that is made up by whoever runs the container: `VAULT_DEV_ROOT_TOKEN_ID`, `ADMIN_TOKEN`.
    pub fn is_chosen(&self) -> bool {
        self.has("root") || self.has("admin")
    }

    /// `MYSQL_ALLOW_EMPTY_PASSWORD=yes` and its kin, `POSTGRES_HOST_AUTH_METHOD=trust`.
    pub fn allows_empty_password(&self, value: &str) -> bool {
        if self.class == Class::Password && self.has("allow") && (self.has("empty") || self.has("blank")) {
            return AFFIRMATIVE.iter().any(|yes| value.eq_ignore_ascii_case(yes));
        }
        value == "trust"
            && self.last().is_some_and(|word| word == b"method")
            && self.has("auth")
            && self.has("host")
    }

    /// Whether the value, in any case and without separators, is one of the words or all of them.
    pub fn repeats(&self, value: &str) -> bool {
        let mut joined = [0; MAX_BYTES];
        let mut length = 0;
        for byte in value.bytes().filter(u8::is_ascii_alphanumeric) {
            if length == MAX_BYTES {
                return false;
            }
            joined[length] = byte.to_ascii_lowercase();
            length += 1;
        }
        let value = &joined[..length];
        self.words().any(|word| word == value) || (0..self.count).any(|from| self.tail_is(from, value))
    }

    fn tail_is(&self, from: usize, mut value: &[u8]) -> bool {
        for place in from..self.count {
            match value.strip_prefix(self.word(place)) {
                Some(rest) => value = rest,
                None => return false,
            }
        }
        value.is_empty()
    }

    fn word(&self, place: usize) -> &[u8] {
        let (start, end) = self.words[place];
        &self.text[usize::from(start)..usize::from(end)]
    }

    fn words(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.count).map(|place| self.word(place))
    }

    fn last(&self) -> Option<&[u8]> {
        self.count.checked_sub(1).map(|place| self.word(place))
    }

    fn split(&mut self, bytes: &[u8]) {
        let mut start = 0;
        for (place, &byte) in bytes.iter().enumerate() {
            self.text[place] = byte.to_ascii_lowercase();
            if !byte.is_ascii_alphanumeric() {
                self.push(start, place);
                start = place + 1;
            } else if place > start && byte.is_ascii_uppercase() && starts_word(bytes, place) {
                self.push(start, place);
                start = place;
            }
        }
        self.push(start, bytes.len());
    }

    fn push(&mut self, start: usize, end: usize) {
        if start == end {
            return;
        }
        if self.count == MAX_WORDS {
            self.words.copy_within(1.., 0);
            self.count -= 1;
        }
        self.words[self.count] = (start as u8, end as u8);
        self.count += 1;
    }

    fn is_file_pointer(&self) -> bool {
        let is_file = |word: &[u8]| matches!(word, b"file" | b"filename" | b"filepath" | b"path");
        self.count > 1 && (self.last().is_some_and(is_file) || self.word(0) == b"file")
    }

    fn classed(&self) -> Class {
        let Some(mut place) = self.count.checked_sub(1) else { return Class::Neutral };
        while place > 0 && (is_in(&words::DECORATION, self.word(place)) || is_number(self.word(place))) {
            place -= 1;
        }
        let word = self.word(place);
        let before = place.checked_sub(1).map(|place| self.word(place));
        if is_in(&words::PUBLIC, word) {
            return self.id_class(word, before);
        }
        let word = without_digits(word);
        match word {
            b"pwd" if place == 0 => return Class::Neutral,
            b"oldpwd" => return Class::Neutral,
            b"key" | b"keys" => return key_class(before),
            b"base" if before == Some(b"key") => return Class::Secret,
            b"code" if is_access_code(before) => return Class::Token,
            // etcd's: tells clusters apart, and opens nothing.
            b"token" if before == Some(b"cluster") && self.has("initial") => return Class::Neutral,
            b"cookie" if before == Some(b"erlang") => return Class::Secret,
            b"community" if before == Some(b"snmp") => return Class::Password,
            b"auth" if matches!(before, Some(b"rediscli" | b"redis")) => return Class::Password,
            _ => {}
        }
        word_class(word)
    }

    /// Ids are public, except the root token that Vault calls one and the secret id of an application role.
    fn id_class(&self, word: &[u8], before: Option<&[u8]>) -> Class {
        match before {
            Some(b"token") if word == b"id" && self.has("root") => Class::Token,
            Some(b"secret") if word == b"id" => Class::Key,
            _ => Class::Public,
        }
    }
}

/// `apiKey` and `APIKey` have two words each.
fn starts_word(bytes: &[u8], place: usize) -> bool {
    let before = bytes[place - 1];
    let before_lower = bytes.get(place + 1).is_some_and(u8::is_ascii_lowercase);
    before.is_ascii_lowercase() || before_lower && before.is_ascii_uppercase()
}

fn is_number(word: &[u8]) -> bool {
    word.iter().all(u8::is_ascii_digit)
}

fn without_digits(word: &[u8]) -> &[u8] {
    let digits = word.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    if digits < word.len() { &word[..word.len() - digits] } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(name: &str) -> Class {
        Name::read(name).class()
    }

    #[test]
    fn the_last_word_decides() {
        for name in [
            "POSTGRES_PASSWORD",
            "db.password",
            "dbPassword",
            "ADMINPASSWORD",
            "PGPASSWORD",
            "SMTP_PASS",
            "DBPASS",
        ] {
            assert_eq!(class(name), Class::Password, "{name}");
        }
        for name in
            ["JWT_SECRET", "SECRET_KEY_BASE", "encryptionKey", "xpack.security.encryptionKey", "NONCE_SALT"]
        {
            assert_eq!(class(name), Class::Secret, "{name}");
        }
        for name in [
            "API_KEY",
            "apikey",
            "APIKey",
            "TS_AUTHKEY",
            "GITHUB_TOKEN",
            "NGROK_AUTHTOKEN",
            "GH_PAT",
            "LICENSE_KEY",
        ] {
            assert_eq!(class(name), Class::Token, "{name}");
        }
        for name in [
            "PASSWORD_HASHER",
            "SECRET_NAME",
            "TOKENIZERS_PARALLELISM",
            "KEYBOARD",
            "KEYMAP",
            "MONKEY",
            "COMPASS",
            "BYPASS",
            "PWD",
        ] {
            assert_eq!(class(name), Class::Neutral, "{name}");
        }
        for name in [
            "GPG_KEY",
            "NGINX_GPGKEY",
            "PYTHON_SHA256",
            "JWT_PUBLIC_KEY",
            "AWS_ACCESS_KEY_ID",
            "CLIENT_ID",
            "SITE_KEY",
        ] {
            assert_eq!(class(name), Class::Public, "{name}");
        }
    }

    #[test]
    fn numbers_and_environments_at_the_end_do_not_hide_the_word() {
        assert_eq!(class("API_KEY_2"), Class::Token);
        assert_eq!(class("PASSWORD1"), Class::Password);
        assert_eq!(class("DB_PASSWORD_PROD"), Class::Password);
    }

    #[test]
    fn names_that_point_to_files() {
        for name in ["DB_PASSWORD_FILE", "DB_PASSWORD__FILE", "FILE__DB_PASSWORD", "SECRET_PATH"] {
            assert!(Name::read(name).points_to_file(), "{name}");
        }
        assert!(!Name::read("PATH").points_to_file());
    }

    #[test]
    fn only_what_says_yes_allows_an_empty_password() {
        let allows = |value| Name::read("ALLOW_EMPTY_PASSWORD").allows_empty_password(value);
        assert!(allows("yes") && allows("TRUE") && allows("1"));
        assert!(!allows("undefined") && !allows("auto") && !allows("no") && !allows(""));
    }

    #[test]
    fn a_long_name_is_judged_by_its_end() {
        assert_eq!(class(&format!("{}_PASSWORD", "A_B".repeat(500))), Class::Password);
    }
}
