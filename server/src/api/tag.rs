//! Entity tags of single resources.

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use fleet::Problem;
use http::header::{CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;

use super::Refusal;

/// A resource with its tag.
pub struct Tagged<T> {
    value: T,
    tag: Option<String>,
    known: Option<String>,
}

impl<T: Serialize> Tagged<T> {
    /// Tagged by what it is; a caller that knows it already is told so (304).
    pub fn by_content(value: T, known: &Known) -> Self {
        Self { value, tag: None, known: known.0.clone() }
    }

    /// Tagged by the revision that a change of it must name.
    pub fn by_revision(value: T, revision: i64) -> Self {
        Self { value, tag: Some(tag_of(revision)), known: None }
    }
}

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.value).expect("our types have no keys that are not text");
        let tag = self.tag.unwrap_or_else(|| format!("\"{}\"", &blake3::hash(&body).to_hex()[..20]));
        let is_known = self.known.is_some_and(|known| lists(&known, &tag));
        let header = [(ETAG, HeaderValue::try_from(tag).expect("a tag is plain text"))];
        if is_known {
            return (StatusCode::NOT_MODIFIED, header).into_response();
        }
        let media_type = [(CONTENT_TYPE, HeaderValue::from_static("application/json"))];
        (header, media_type, body).into_response()
    }
}

/// The tags of what the caller has (`If-None-Match`).
pub struct Known(Option<String>);

impl<S: Sync> FromRequestParts<S> for Known {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        Ok(Self(text(&parts.headers, IF_NONE_MATCH)))
    }
}

/// The revision that the caller has seen (`If-Match`); `*` is any.
pub struct IfMatch(Option<String>);

impl IfMatch {
    /// The revision to be changed, `None` for any.
    ///
    /// # Errors
    /// `PreconditionRequired` without the header; [`Problem::Stale`] for what cannot be the tag of a revision.
    pub fn required(self) -> Result<Option<i64>, Refusal> {
        if self.0.is_none() {
            return Err(Refusal::PreconditionRequired);
        }
        self.optional()
    }

    /// As [`Self::required`], where the header may be left out.
    pub fn optional(self) -> Result<Option<i64>, Refusal> {
        match self.0.as_deref().map(str::trim) {
            None | Some("*") => Ok(None),
            Some(tag) => revision_of(tag).map(Some).ok_or(Problem::Stale.into()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        Ok(Self(text(&parts.headers, IF_MATCH)))
    }
}

fn tag_of(revision: i64) -> String {
    format!("\"r{revision}\"")
}

fn revision_of(tag: &str) -> Option<i64> {
    tag.strip_prefix("\"r")?.strip_suffix('"')?.parse().ok()
}

fn lists(known: &str, tag: &str) -> bool {
    known.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}

fn text(headers: &HeaderMap, name: http::HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_names_the_revision_it_has_seen() {
        let given = |header: &str| IfMatch(Some(header.to_owned()));
        assert_eq!(given(&tag_of(7)).required(), Ok(Some(7)));
        assert_eq!(given("*").required(), Ok(None));
        assert_eq!(given("\"another\"").optional(), Err(Problem::Stale.into()));
        assert_eq!(IfMatch(None).required(), Err(Refusal::PreconditionRequired));
        assert_eq!(IfMatch(None).optional(), Ok(None));
    }

    #[test]
    fn what_a_caller_has_is_found_among_its_tags() {
        assert!(lists("\"a\", W/\"b\"", "\"b\""));
        assert!(!lists("\"a\"", "\"b\""));
    }
}
