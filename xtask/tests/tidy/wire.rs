//! No integer on the wire has the width of a machine.

use crate::tree::{assert_none, rust};

#[test]
fn public_fields_of_fleet_have_a_fixed_width() {
    let mut wrong = Vec::new();
    for source in rust("crates/fleet/src") {
        for (number, line) in source.code() {
            if is_public_field(line) && ["usize", "isize"].iter().any(|width| has_word(line, width)) {
                wrong.push(format!("{}:{number}: {}", source.path, line.trim()));
            }
        }
    }
    assert_none("fields of the width of a machine", &wrong);
}

fn is_public_field(line: &str) -> bool {
    line.trim_start().strip_prefix("pub ").and_then(|rest| rest.split_once(": ")).is_some_and(|(name, _)| {
        name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
    })
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(|character: char| !character.is_ascii_alphanumeric() && character != '_')
        .any(|part| part == word)
}

#[test]
fn fields_are_told_from_functions() {
    assert!(is_public_field("    pub total: Option<usize>,"));
    assert!(!is_public_field("    pub fn len(&self, from: usize) -> usize {"));
    assert!(has_word("pub total: Option<usize>,", "usize"));
    assert!(!has_word("pub total: Usizes,", "usize"));
}
