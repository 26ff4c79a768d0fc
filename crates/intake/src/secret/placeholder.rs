//! Values that stand where a secret should be set.

use zeroize::Zeroizing;

/// Nothing was filled in, whatever the name: `<token>`, `xxxx`, `...`, `****`, `**None**`, `[your key]`.
pub(super) fn is_blank(value: &str) -> bool {
    let wrapped =
        |open: &str, close: &str| value.len() > 1 && value.starts_with(open) && value.ends_with(close);
    let repeats = |byte: u8| b"xX.*-_?#".contains(&byte);
    wrapped("<", ">")
        || wrapped("**", "**")
        || wrapped("__", "__")
        || wrapped("%", "%")
        || wrapped("[", "]") && !value.contains('"')
        || value.bytes().all(repeats)
        || value.bytes().filter(|byte| matches!(byte, b'x' | b'X' | b'*')).count() >= 6 && has_run(value)
}

fn has_run(value: &str) -> bool {
    value
        .as_bytes()
        .windows(5)
        .any(|run| matches!(run[0], b'x' | b'X' | b'*') && run.iter().all(|byte| *byte == run[0]))
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
    BEGINS.iter().any(|word| lower.starts_with(word))
        || WHOLE.contains(&lower.as_str())
        || HOLDS.iter().any(|word| lower.contains(word))
        || ENDS.iter().any(|word| lower.ends_with(word))
}
