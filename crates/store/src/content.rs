//! Content addresses: the BLAKE3 hash of a value's canonical JSON.
//!
//! Canonical is the JSON that the type writes: fields in the order of their declaration, defaults omitted, maps
//! sorted. New fields go to the end of a type.

use std::borrow::Cow;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Result;

pub(crate) type Hash = [u8; 32];

/// Bytes of most documents: fewer need a second allocation.
const USUAL_LENGTH: usize = 2_048;

/// A value's canonical JSON and its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Content {
    pub hash: Hash,
    pub json: String,
}

impl Content {
    pub fn of(value: &impl Serialize) -> Result<Self> {
        let mut json = Vec::with_capacity(USUAL_LENGTH);
        serde_json::to_writer(&mut json, value)?;
        let json = String::from_utf8(json).expect("JSON is UTF-8");
        Ok(Self { hash: blake3::hash(json.as_bytes()).into(), json })
    }

    /// As [`Self::of`] for what came from outside: NUL, which PostgreSQL stores in no text, becomes U+FFFD in the
    /// value too.
    pub fn storable<T: Serialize + DeserializeOwned + Clone>(value: &T) -> Result<(Cow<'_, T>, Self)> {
        let content = Self::of(value)?;
        if !has_nul(&content.json) {
            return Ok((Cow::Borrowed(value), content));
        }
        let clean: T = serde_json::from_str(&without_nul(&content.json))?;
        let content = Self::of(&clean)?;
        Ok((Cow::Owned(clean), content))
    }

    /// As [`Self::storable`], in place.
    pub fn storable_mut<T: Serialize + DeserializeOwned>(value: &mut T) -> Result<Self> {
        let content = Self::of(value)?;
        if !has_nul(&content.json) {
            return Ok(content);
        }
        *value = serde_json::from_str(&without_nul(&content.json))?;
        Self::of(value)
    }
}

/// Text as PostgreSQL can store it.
pub(crate) fn storable_text(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// A document as PostgreSQL can store it.
pub(crate) fn document(value: &impl Serialize) -> Result<serde_json::Value> {
    Ok(serde_json::from_str(&storable_json(value)?)?)
}

/// As [`document`], written.
pub(crate) fn storable_json(value: &impl Serialize) -> Result<String> {
    let json = serde_json::to_string(value)?;
    Ok(if has_nul(&json) { without_nul(&json) } else { json })
}

fn has_nul(json: &str) -> bool {
    json.contains("\\u0000")
}

/// Replaces the escape of NUL; an escaped backslash before `u0000` is none.
fn without_nul(json: &str) -> String {
    let mut clean = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        clean.push_str(&rest[..at]);
        rest = &rest[at..];
        let (escape, length) = if rest.starts_with("\\u0000") { ("\\ufffd", 6) } else { (&rest[..2], 2) };
        clean.push_str(escape);
        rest = &rest[length..];
    }
    clean.push_str(rest);
    clean
}

/// Bytes of most keys: fewer need a second allocation.
const USUAL_KEY: usize = 512;

/// The hash of parts that cannot be mistaken for one another. Short parts are gathered first: hashed at once they cost
/// a tenth.
pub(crate) struct Key(Vec<u8>);

impl Key {
    pub fn new(what: &str) -> Self {
        Self(Vec::with_capacity(USUAL_KEY)).with(what)
    }

    pub fn with(mut self, part: impl AsRef<[u8]>) -> Self {
        let part = part.as_ref();
        self.0.extend((part.len() as u64).to_le_bytes());
        self.0.extend(part);
        self
    }

    pub fn finish(self) -> Hash {
        blake3::hash(&self.0).into()
    }
}

#[cfg(test)]
mod tests {
    use posture::facts;

    use super::*;

    #[test]
    fn the_address_of_known_facts_never_changes() {
        let container = facts::Container {
            image_reference: "nginx:1.27".into(),
            image_id: "sha256:ab".into(),
            privileged: true,
            ..facts::Container::default()
        };
        let content = Content::of(&container).unwrap();
        assert_eq!(
            content.json,
            r#"{"image_reference":"nginx:1.27","image_id":"sha256:ab","privileged":true}"#
        );
        assert_eq!(content.hash, *blake3::hash(content.json.as_bytes()).as_bytes());
    }

    #[test]
    fn nul_becomes_the_replacement_character_and_nothing_else_changes() {
        let mut hostile = vec!["a\0b".to_owned(), "a\\u0000b".to_owned(), "\\\0\"\n".to_owned()];
        Content::storable_mut(&mut hostile).unwrap();
        assert_eq!(hostile, ["a\u{fffd}b", "a\\u0000b", "\\\u{fffd}\"\n"]);
    }

    #[test]
    fn parts_are_told_apart() {
        assert_ne!(Key::new("k").with("ab").with("c").finish(), Key::new("k").with("a").with("bc").finish());
    }
}
