//! Bodies: JSON with known fields only.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::Refusal;
use super::field::{field_errors, invalid};

/// Bytes of a body, where nothing else is said.
pub const LARGEST_BODY: usize = 256 * 1024;

/// A body of at most `LIMIT` bytes that is an object, or an answer. A `T` that is read denies unknown fields.
#[derive(Debug)]
pub struct Json<T, const LIMIT: usize = LARGEST_BODY>(pub T);

impl<T: DeserializeOwned, S: Sync, const LIMIT: usize> FromRequest<S> for Json<T, LIMIT> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        if !is_json(request.headers()) {
            return Err(Refusal::UnsupportedMediaType);
        }
        let body = whole(request.into_body(), LIMIT).await?;
        if let Err(fault) = serde_json::from_slice::<IgnoredAny>(&body) {
            return Err(Refusal::Malformed(fault.to_string()));
        }
        // serde would take the fields of an object in their order, too.
        if !body.trim_ascii_start().starts_with(b"{") {
            return Err(Refusal::invalid("body", "it is not an object"));
        }
        let json = &mut serde_json::Deserializer::from_slice(&body);
        let value = serde_path_to_error::deserialize(json);
        Ok(Self(value.map_err(|fault| invalid(field_errors(&fault)))?))
    }
}

/// The text of a body of JSON, at most `LIMIT` bytes, for who reads it on their own.
#[derive(Debug)]
pub struct JsonText<const LIMIT: usize>(pub Bytes);

impl<S: Sync, const LIMIT: usize> FromRequest<S> for JsonText<LIMIT> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        if !is_json(request.headers()) {
            return Err(Refusal::UnsupportedMediaType);
        }
        Ok(Self(whole(request.into_body(), LIMIT).await?))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.0).expect("our types have no keys that are not text");
        ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response()
    }
}

/// The whole body.
///
/// # Errors
/// `TooLarge`; `Malformed` when it breaks off.
pub async fn whole(body: Body, limit: usize) -> Result<Bytes, Refusal> {
    axum::body::to_bytes(body, limit).await.map_err(|fault| {
        let too_large = std::error::Error::source(&fault)
            .is_some_and(<dyn std::error::Error>::is::<http_body_util::LengthLimitError>);
        if too_large { Refusal::TooLarge { limit } } else { Refusal::Malformed("it breaks off".to_owned()) }
    })
}

fn is_json(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}
