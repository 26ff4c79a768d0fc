//! Values that stand where a secret should be set.

use zeroize::Zeroizing;

use super::shape;

/// Nothing was filled in, whatever the name: `<token>`, `xxxx`, `...`, `****`, `**None**`, `[your key]`.
pub(super) fn is_blank(value: &str) -> bool {
    let wrapped = |open: &str, close: &str| {
        value.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).is_some_and(reads_as_words)
    };
    value.len() > 1 && value.starts_with('<') && value.ends_with('>')
        || wrapped("**", "**")
        || wrapped("__", "__")
        || wrapped("%", "%")
        || wrapped("[", "]")
        || value.bytes().all(is_filler)
        || ends_in_filler(value)
}

const fn is_filler(byte: u8) -> bool {
    matches!(byte, b'x' | b'X' | b'.' | b'*' | b'-' | b'_' | b'?' | b'#')
}

/// `your key`, `DB_PASSWORD_1`, `kernel.secret`: what stands between marks names something and is nothing itself.
fn reads_as_words(inner: &str) -> bool {
    let mut words = inner
        .split(|c: char| c.is_ascii_punctuation() && c != '"' || c == ' ')
        .filter(|word| !word.is_empty());
    words.all(|word| {
        let letters = word.chars().all(char::is_alphabetic) && !shape::looks_scrambled(word);
        letters || word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// `ghp_xxxxxxxx`, `AKIAXXXXXXXX`: a prefix, and nothing behind it but filler.
fn ends_in_filler(value: &str) -> bool {
    let prefix = value.trim_end_matches(|c: char| c.is_ascii() && is_filler(c as u8));
    let filler = &value.as_bytes()[prefix.len()..];
    let is_prefix = prefix.ends_with(['_', '-', '.']) || !prefix.bytes().any(|byte| byte.is_ascii_digit());
    let runs = filler
        .windows(5)
        .any(|run| matches!(run[0], b'x' | b'X' | b'*') && run.iter().all(|byte| *byte == run[0]));
    runs && is_prefix && filler.len() >= 6.max(prefix.len())
}

const BEGINS: [&str; 22] = [
    "add-your",
    "add_your",
    "change-",
    "change_",
    "changeit",
    "changeme",
    "changethis",
    "enter-",
    "enter_",
    "fill",
    "generate",
    "insert",
    "put-",
    "put_",
    "replace",
    "set-",
    "set_",
    "setme",
    "todo",
    "tobechanged",
    "your",
    "youshouldchange",
];
const WHOLE: [&str; 17] = [
    "change",
    "default",
    "dummy",
    "example",
    "fixme",
    "foo",
    "foobar",
    "mustchange",
    "notset",
    "placeholder",
    "redacted",
    "sample",
    "tbd",
    "todo",
    "unset",
    "user_provided",
    "xyz",
];
const HOLDS: [&str; 9] = [
    "change-me",
    "change_me",
    "change-this",
    "change_this",
    "changeme",
    "placeholder",
    "replace_me",
    "replaceme",
    "your_",
];
const ENDS: [&str; 2] = ["-here", "_here"];

/// Asks to be replaced: `changeme`, `your-api-key`, `example`. Under a password's name it is the password in force.
pub(super) fn asks_for_a_value(value: &str) -> bool {
    if value.len() > 80 {
        return false;
    }
    let lower = Zeroizing::new(value.to_ascii_lowercase());
    BEGINS
        .iter()
        .any(|word| lower.strip_prefix(word).is_some_and(|rest| goes_on(word, rest, &value[word.len()..])))
        || WHOLE.contains(&lower.as_str())
        || HOLDS.iter().any(|word| lower.contains(word))
        || ENDS.iter().any(|word| lower.ends_with(word))
}

/// `your-key`, `insertTokenHere`, `changeme1`; not `insertk8Rt2mQz`.
fn goes_on(word: &str, lower_rest: &str, rest: &str) -> bool {
    let letters = lower_rest.trim_end_matches(|c: char| c.is_ascii_digit());
    word.ends_with(['-', '_'])
        || letters.starts_with(|c: char| !c.is_alphanumeric())
        || !letters.bytes().any(|byte| byte.is_ascii_digit())
            && !shape::looks_scrambled(&rest[..letters.len()])
}
