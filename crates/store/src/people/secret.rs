//! The secret of an API token: `plm_`, 256 random bits in base 62, and a checksum, so that a typing error and a
//! leaked token are recognised without asking the database.

use std::fmt;

use super::token::hash;
use crate::content::Hash;
use crate::id::random;

const PREFIX: &str = "plm_";
/// Digits of 256 bits.
const RANDOM_DIGITS: usize = 43;
/// Digits of 32 bits.
const CHECK_DIGITS: usize = 6;
/// Characters that are shown of a token to tell it from others: 24 of its 256 bits.
const SHOWN: usize = 8;
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// What an API token is used with; the database knows only its hash.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenSecret(String);

impl TokenSecret {
    /// One that nobody can guess.
    pub(super) fn make() -> Self {
        Self::of(random::<32>())
    }

    fn of(bits: [u8; 32]) -> Self {
        let mut text = String::from(PREFIX);
        push_digits(&mut text, &bits, RANDOM_DIGITS);
        let check = checksum(&text);
        Self(text + &check)
    }

    /// The secret itself: to be shown once, never for a log.
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub(super) fn shown(&self) -> &str {
        &self.0[..SHOWN]
    }

    pub(super) fn hash(&self) -> Hash {
        hash(&self.0)
    }

    /// `None`: this was never a token.
    pub(super) fn read(text: &str) -> Option<Self> {
        let body = text.get(..text.len().checked_sub(CHECK_DIGITS)?)?;
        let fits = body.len() == PREFIX.len() + RANDOM_DIGITS && body.starts_with(PREFIX);
        (fits && text[body.len()..] == checksum(body)).then(|| Self(text.to_owned()))
    }
}

impl fmt::Debug for TokenSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSecret(…)")
    }
}

fn checksum(body: &str) -> String {
    let mut check = String::with_capacity(CHECK_DIGITS);
    push_digits(&mut check, &blake3::hash(body.as_bytes()).as_bytes()[..4], CHECK_DIGITS);
    check
}

/// The number with these bytes, the most significant first, in base 62.
fn push_digits(text: &mut String, bytes: &[u8], digits: usize) {
    let mut number = bytes.to_vec();
    let mut reversed = Vec::with_capacity(digits);
    for _ in 0..digits {
        let mut rest = 0_u32;
        for byte in &mut number {
            let dividend = rest << 8 | u32::from(*byte);
            *byte = (dividend / 62) as u8;
            rest = dividend % 62;
        }
        reversed.push(char::from(DIGITS[rest as usize]));
    }
    text.extend(reversed.iter().rev());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_reads_back_and_one_wrong_character_is_noticed() {
        let secret = TokenSecret::of([0xa7; 32]);
        assert_eq!(secret.expose().len(), 53);
        assert_eq!(TokenSecret::read(secret.expose()), Some(secret.clone()));
        for at in PREFIX.len()..secret.expose().len() {
            let mut wrong = secret.expose().to_owned();
            let other = if &wrong[at..=at] == "x" { "y" } else { "x" };
            wrong.replace_range(at..=at, other);
            assert_eq!(TokenSecret::read(&wrong), None, "{at}");
        }
        for wrong in ["", "plm_", "öäüöäü", "plm_ü", &secret.expose()[..52]] {
            assert_eq!(TokenSecret::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn all_bits_are_kept() {
        let digits = |bits| TokenSecret::of(bits).expose()[PREFIX.len()..][..RANDOM_DIGITS].to_owned();
        assert_eq!(digits([0; 32]), "0".repeat(RANDOM_DIGITS));
        let mut one = [0; 32];
        one[31] = 62;
        assert_eq!(digits(one), format!("{}10", "0".repeat(RANDOM_DIGITS - 2)));
        let mut high = [0; 32];
        high[0] = 0x80;
        assert!(!digits(high).starts_with('0'), "the highest bit is in the first digit");
    }

    #[test]
    fn nothing_of_it_is_printed() {
        assert_eq!(format!("{:?}", TokenSecret::make()), "TokenSecret(…)");
    }
}
