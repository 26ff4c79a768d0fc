use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Serialize, Serializer};
use sha2::Sha256;

/// The installation's key for fingerprints. Kept outside the database; agents of one installation share it.
#[derive(Clone)]
pub struct IngestKey(Hmac<Sha256>);

/// What a fingerprint is for; the same text gives different ones for different purposes.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    Secret = 1,
    Variable = 2,
    Command = 3,
}

impl IngestKey {
    pub fn new(mut bytes: [u8; 32]) -> Self {
        let hmac = Hmac::new_from_slice(&bytes).expect("HMAC takes a key of any length");
        zeroize::Zeroize::zeroize(&mut bytes);
        Self(hmac)
    }

    pub(crate) fn fingerprint<'t>(
        &self,
        purpose: Purpose,
        parts: impl IntoIterator<Item = &'t str>,
    ) -> Fingerprint {
        let mut hmac = self.0.clone();
        hmac.update(&[purpose as u8]);
        for part in parts {
            hmac.update(&(part.len() as u64).to_le_bytes());
            hmac.update(part.as_bytes());
        }
        let full = hmac.finalize().into_bytes();
        Fingerprint(std::array::from_fn(|place| full[place]))
    }
}

impl fmt::Debug for IngestKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IngestKey(…)")
    }
}

/// The first 128 bits of an HMAC-SHA256 under the [`IngestKey`]: equal texts have equal fingerprints, and without
/// the key nothing can be learned of the text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(key: u8, text: &str) -> Fingerprint {
        IngestKey::new([key; 32]).fingerprint(Purpose::Secret, [text])
    }

    #[test]
    fn equal_secrets_have_equal_fingerprints_under_one_key_only() {
        assert_eq!(secret(1, "tr0ub4dor"), secret(1, "tr0ub4dor"));
        assert_ne!(secret(1, "tr0ub4dor"), secret(1, "tr0ub4dos"));
        assert_ne!(secret(1, "tr0ub4dor"), secret(2, "tr0ub4dor"));
    }

    #[test]
    fn purposes_and_the_borders_between_parts_tell_fingerprints_apart() {
        let key = IngestKey::new([1; 32]);
        assert_ne!(key.fingerprint(Purpose::Secret, ["a"]), key.fingerprint(Purpose::Command, ["a"]));
        assert_ne!(
            key.fingerprint(Purpose::Command, ["ab", "c"]),
            key.fingerprint(Purpose::Command, ["a", "bc"])
        );
    }

    #[test]
    fn the_key_tells_nothing_when_printed() {
        assert_eq!(format!("{:?}", IngestKey::new([7; 32])), "IngestKey(…)");
    }
}
