//! Names of strangers in text that people paste.

use std::fmt::Write;

/// Between double quotes, as YAML, JSON and TOML all read it.
pub fn double(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            c if is_hidden(c) => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// One word of a POSIX shell.
pub fn shell(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@+%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) && !word.starts_with('~') {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// One field of `--mount`, which is read as CSV.
pub fn csv(field: &str) -> String {
    if field.contains([',', '"']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.to_owned() }
}

/// Not to be pasted into a terminal: it would act there, or not be seen.
pub fn is_unsafe(text: &str) -> bool {
    text.chars().any(is_hidden)
}

/// Controls, and what changes the order or breaks the line of the text around it. None of them is beyond U+FFFF.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{ffff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_does_not_end_the_quotes() {
        assert_eq!(double(r#"a"b\c"#), r#""a\"b\\c""#);
        assert_eq!(shell("it's"), r"'it'\''s'");
    }

    #[test]
    fn a_plain_word_needs_no_quotes() {
        assert_eq!(shell("on-failure:5"), "on-failure:5");
        assert_eq!(shell(""), "''");
        assert_eq!(shell("$(id)"), "'$(id)'");
    }

    #[test]
    fn what_cannot_be_seen_is_written_as_its_number() {
        assert_eq!(double("a\u{202e}b\n\u{1b}"), r#""a\u202eb\u000a\u001b""#);
        assert!(is_unsafe("a\u{1b}[2J") && !is_unsafe("naïve 日本"));
    }

    #[test]
    #[cfg(feature = "toml")]
    fn what_is_between_quotes_is_a_basic_string_of_toml() {
        let all: String = (0..=0x1_ffff).filter_map(char::from_u32).collect();
        let read: toml::Table = toml::from_str(&format!("text = {}", double(&all))).unwrap();
        assert_eq!(read["text"].as_str(), Some(all.as_str()));
    }

    #[test]
    fn a_comma_stays_in_its_field_of_a_mount() {
        assert_eq!(csv("/a,b"), "\"/a,b\"");
        assert_eq!(csv("/a\"b"), "\"/a\"\"b\"");
    }
}
