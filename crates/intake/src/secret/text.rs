use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use zeroize::Zeroize;

/// Raw text that may be a secret. Borrowed from the document where it can be; an own copy is zeroed when dropped.
/// Implements neither `Serialize` nor `Display`, and its `Debug` tells nothing.
pub struct SecretText<'a>(Cow<'a, str>);

impl SecretText<'_> {
    pub(crate) fn copied(text: &str) -> Self {
        Self(Cow::Owned(text.to_owned()))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl<'a> From<&'a str> for SecretText<'a> {
    fn from(text: &'a str) -> Self {
        Self(Cow::Borrowed(text))
    }
}

impl Drop for SecretText<'_> {
    fn drop(&mut self) {
        if let Cow::Owned(text) = &mut self.0 {
            text.zeroize();
        }
    }
}

impl fmt::Debug for SecretText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(…)")
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for SecretText<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = SecretText<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(SecretText(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(SecretText::copied(text))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(SecretText(Cow::Owned(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_tells_nothing_when_printed() {
        assert_eq!(format!("{:?}", SecretText::from("hunter22")), "SecretText(…)");
    }

    #[test]
    fn text_without_escapes_is_borrowed_from_the_document() {
        let plain: SecretText<'_> = serde_json::from_str(r#""plain""#).expect("text");
        let escaped: SecretText<'_> = serde_json::from_str(r#""two\nlines""#).expect("text");
        assert!(matches!(plain.0, Cow::Borrowed("plain")));
        assert!(matches!(escaped.0, Cow::Owned(_)));
        assert_eq!(escaped.expose(), "two\nlines");
    }
}
