//! Text that comes from an engine, made safe to show: bounded, on one line, without anything that moves the cursor or
//! the reading direction.

const MAX_CHARS: usize = 200;

/// What an engine said, for people, without any secret it may have repeated.
pub(crate) fn quoted(bytes: &[u8]) -> String {
    let text = message_of(bytes).unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned());
    let spaced: String =
        text.chars().map(|character| if is_unsafe(character) { ' ' } else { character }).collect();
    plain(&intake::engine::shown(&spaced))
}

/// At most 200 characters; runs of white space and control characters become one space.
pub(crate) fn plain(text: &str) -> String {
    let mut safe = String::new();
    let mut characters = 0;
    for character in text.trim().chars() {
        if characters == MAX_CHARS {
            safe.push('…');
            break;
        }
        let shown = if is_unsafe(character) || character.is_whitespace() { ' ' } else { character };
        if shown == ' ' && safe.ends_with(' ') {
            continue;
        }
        safe.push(shown);
        characters += 1;
    }
    safe.trim_end().to_owned()
}

/// Control characters, invisible ones, and those that change the reading direction.
fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// `message` of the engine's error object.
fn message_of(bytes: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct EngineError {
        message: String,
    }
    serde_json::from_slice::<EngineError>(bytes).ok().map(|error| error.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_and_reading_directions_do_not_survive() {
        assert_eq!(plain("a\r\nb\u{1b}[31mc\u{202e}d\u{0}"), "a b [31mc d");
        assert_eq!(quoted(b"{\"message\":\"no\\u0007 such\\ncontainer\"}"), "no such container");
    }

    #[test]
    fn a_secret_in_what_an_engine_says_is_withheld() {
        let said = quoted(br#"{"message":"cannot pull https://bob:t7Rk2mQzLw@registry.example.net/app"}"#);
        assert_eq!(said, "cannot pull [withheld]");
    }

    #[test]
    fn long_words_are_cut() {
        let said = plain(&"x".repeat(10_000));
        assert_eq!(said.chars().count(), MAX_CHARS + 1);
        assert!(said.ends_with('…'));
    }

    #[test]
    fn bytes_that_are_not_text_are_shown_as_such() {
        assert_eq!(quoted(&[b'a', 0xff, b'b']), "a\u{fffd}b");
    }
}
