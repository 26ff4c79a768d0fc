use super::raw::Text;
use crate::secret;

/// As long as a path may be on Linux.
const MAX_TEXT_BYTES: usize = 4096;
const MAX_SHOWN_BYTES: usize = 2 << 10;
/// So much is looked at to tell whether what stays is a piece of a credential.
const MAX_JUDGED_BYTES: usize = 64 << 10;
const CUT: char = '…';
pub(super) const WITHHELD: &str = "[withheld]";

/// Text of the engine as facts may hold it.
///
/// Control and direction-changing characters become U+FFFD, text beyond 4096 bytes is cut and ends in `…`, and
/// what is a credential by its own look becomes `[withheld]`, wherever it stands.
pub(crate) fn kept(text: &str) -> String {
    if secret::is_credential(&text[..text.floor_char_boundary(MAX_JUDGED_BYTES)]) {
        return WITHHELD.to_owned();
    }
    if text.len() <= MAX_TEXT_BYTES && text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return text.to_owned();
    }
    let fits = text.floor_char_boundary(MAX_TEXT_BYTES);
    let mut clean: String = text[..fits].chars().map(visible).collect();
    if fits < text.len() {
        clean.push(CUT);
    }
    clean
}

/// What an engine says of itself or of a failure, word by word: what is or may be a secret becomes `[withheld]`. On one
/// line; of more than 2 KiB the beginning.
pub fn shown(text: &str) -> String {
    let text = &text[..text.floor_char_boundary(MAX_SHOWN_BYTES)];
    let mut before = "";
    let words = text.split_whitespace().map(|word| {
        let name = before.strip_suffix([':', '=']).unwrap_or_default();
        before = word;
        let bare = word.trim_matches(|c: char| "\"'`,;()[]".contains(c));
        let name = name.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        if secret::is_plain("", bare) && secret::is_plain(name, bare) {
            kept(word)
        } else {
            WITHHELD.to_owned()
        }
    });
    let words = words.collect::<Vec<_>>().join(" ");
    if secret::is_credential(&words) { WITHHELD.to_owned() } else { words }
}

/// [`kept`], empty where nothing was said.
pub(super) fn kept_or_empty(text: Option<&Text<'_>>) -> String {
    text.map(|text| kept(text.expose())).unwrap_or_default()
}

/// Sorted, without repeats: the order of a set must not change the address of the facts.
pub(super) fn kept_set(texts: Option<&[Text<'_>]>) -> Vec<String> {
    let mut set: Vec<String> = texts.unwrap_or_default().iter().map(|text| kept(text.expose())).collect();
    set.sort_unstable();
    set.dedup();
    set
}

fn visible(character: char) -> char {
    let changes_direction =
        matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let breaks_a_line = matches!(character, '\u{2028}' | '\u{2029}');
    if character.is_control() || changes_direction || breaks_a_line {
        char::REPLACEMENT_CHARACTER
    } else {
        character
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_names_stay_as_they_are() {
        assert_eq!(kept("web-1"), "web-1");
        assert_eq!(kept("größe/日本"), "größe/日本");
        assert_eq!(kept("<b onclick='x'>"), "<b onclick='x'>");
    }

    #[test]
    fn control_characters_and_direction_marks_are_replaced() {
        assert_eq!(kept("a\u{0}b\x1b[31m\n"), "a\u{fffd}b\u{fffd}[31m\u{fffd}");
        assert_eq!(kept("exe\u{202e}gpj"), "exe\u{fffd}gpj");
    }

    #[test]
    fn of_what_an_engine_says_only_the_secrets_are_withheld() {
        assert_eq!(shown("No such  container:\n web-1 (tag 1.27)"), "No such container: web-1 (tag 1.27)");
        assert_eq!(shown("a\u{1b}[2J"), "a\u{fffd}[2J");
        for secret in ["postgres://bob:t7Rk2mQzLw@db", "DB_PASSWORD=t7Rk2mQzLw", "password: t7Rk2mQzLw"] {
            let seen = shown(&format!("cannot start: {secret} was refused"));
            assert!(
                !seen.contains("t7Rk") && seen.contains("[withheld]") && seen.contains("refused"),
                "{seen}"
            );
        }
        assert_eq!(shown("mysql -u root -pt7Rk2mQzLw failed"), WITHHELD);
    }

    #[test]
    fn long_text_is_cut_between_characters_and_marked() {
        let long = kept(&"é".repeat(5000));
        assert_eq!(long.chars().count(), 2049);
        assert!(long.ends_with("é…"));
    }

    #[test]
    fn a_credential_is_withheld_wherever_it_stands() {
        let url = format!("https://bob:{}@registry.example.net/app", "t7Rk2mQz");
        assert_eq!(kept(&url), WITHHELD);
    }
}
