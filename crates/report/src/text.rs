//! Text that came from outside, made fit to be seen.

/// Makes visible what could hide or reorder text: controls, bidirectional overrides, zero-width and private
/// characters become `\u{…}`; line ends and tabs too.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if is_plain(character) { out.push(character) } else { push_escaped(&mut out, character) }
    }
    out
}

/// At most `most` characters, the last a … where something was cut.
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.into(),
        Some(_) => text.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
    }
}

pub fn push_escaped(out: &mut String, character: char) {
    out.extend(character.escape_unicode());
}

fn is_plain(character: char) -> bool {
    !character.is_control()
        && !matches!(u32::from(character),
            0xad | 0x34f | 0x61c | 0x115f..=0x1160 | 0x17b4..=0x17b5 | 0x180b..=0x180f | 0x200b..=0x200f
            | 0x2028..=0x202e | 0x2060..=0x206f | 0x3164 | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xfff0..=0xfffb
            | 0xe000..=0xf8ff | 0x1_d173..=0x1_d17a | 0xe_0000..=0x10_ffff)
        && u32::from(character) & 0xfffe != 0xfffe
}

/// `1,412`.
pub fn count(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::from(if number < 0 { "\u{2212}" } else { "" });
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 workload`, `2 workloads`.
pub fn of(number: i64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_hide_or_reorder_text_is_made_visible() {
        assert_eq!(visible("a\u{202e}b\0c\nd\u{200b}"), r"a\u{202e}b\u{0}c\u{a}d\u{200b}");
        assert_eq!(visible("\u{feff}x\u{e0041}\u{fffe}"), r"\u{feff}x\u{e0041}\u{fffe}");
        assert_eq!(visible("Müller <b>&\"' Жук 東京"), "Müller <b>&\"' Жук 東京");
    }

    #[test]
    fn what_is_too_long_says_so() {
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(cut("abcd", 4), "abcd");
    }

    #[test]
    fn thousands_are_set_apart() {
        for (number, expected) in [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "−1,234,567")] {
            assert_eq!(count(number), expected);
        }
        assert_eq!(
            (of(1, "host", "hosts"), of(1_200, "host", "hosts")),
            ("1 host".into(), "1,200 hosts".into())
        );
    }
}
