use posture::facts::ValueKind;

use super::Verdict;
use super::name::Name;
use super::shape::Shape;

/// Long, one word, lower and upper case and digits well mixed: under a neutral name that is worth a word, no more,
/// unless a word of it speaks of secrets all the same.
pub(super) fn judge<'v>(name: &Name, value: &'v str, shape: Shape) -> Verdict<'v> {
    let mixed = shape.has_lower() && shape.has_upper() && shape.has_digit();
    if (24..=512).contains(&shape.length)
        && mixed
        && shape.is_base64()
        && bits_per_character(value) >= 4.0
        && !is_words(value)
    {
        let kind = if name.mentions_secret() { ValueKind::SecretNamed } else { ValueKind::HighEntropy };
        Verdict::secret(kind, value)
    } else {
        Verdict::PLAIN
    }
}

/// What could have come from a generator: enough to call a key of unknown use a secret.
pub(super) fn looks_random(value: &str, shape: Shape) -> bool {
    let alphabet = shape.is_base64() && !shape.has_space();
    let is_fingerprint = shape.is_hex() && !shape.has_lower() && shape.length == 40;
    alphabet
        && !is_fingerprint
        && shape.has_digit()
        && (shape.has_lower() || shape.has_upper())
        && shape.length >= 16
        && bits_per_character(value) >= 3.0
        && !is_words(value)
}

/// Separated into short, readable parts: `us-east-1-Node20-Production`, `2024-11-24T10-00`.
fn is_words(value: &str) -> bool {
    let longest = value.split(['-', '_', '/']).map(str::len).max().unwrap_or_default();
    longest < 12
}

/// Shannon entropy.
fn bits_per_character(value: &str) -> f32 {
    let mut counts = [0_u16; 256];
    for byte in value.bytes() {
        counts[usize::from(byte)] = counts[usize::from(byte)].saturating_add(1);
    }
    let length = value.len() as f32;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| f32::from(*count) / length)
        .map(|share| -share * share.log2())
        .sum()
}
