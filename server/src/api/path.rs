use axum::extract::FromRequestParts;
use fleet::Problem;
use http::request::Parts;
use serde::de::DeserializeOwned;

use super::Refusal;

/// The parts of a path. An id that cannot be one names nothing.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        match axum::extract::Path::from_request_parts(parts, &()).await {
            Ok(axum::extract::Path(found)) => Ok(Self(found)),
            Err(_) => Err(Problem::NotFound.into()),
        }
    }
}
