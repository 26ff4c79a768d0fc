//! Who is asking: the API token, else the browser's session.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use fleet::{Actor, Problem};
use http::HeaderMap;
use http::HeaderValue;
use http::header::{AUTHORIZATION, CACHE_CONTROL};

use super::Refusal;
use crate::AppState;

/// Puts the [`Actor`] into the request, or refuses it.
pub async fn require(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let mut answer = match identify(&state, request.headers()).await {
        Ok(actor) => {
            request.extensions_mut().insert(actor);
            next.run(request).await
        }
        Err(refusal) => refusal.into_response(),
    };
    answer.headers_mut().entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    answer
}

async fn identify(state: &AppState, headers: &HeaderMap) -> Result<Actor, Refusal> {
    let now = state.clock.now();
    if let Some(authorization) = headers.get(AUTHORIZATION) {
        let token = authorization.to_str().ok().and_then(bearer).ok_or(Refusal::InvalidToken)?;
        return state.store.token_actor(token, now).await?.ok_or(Refusal::InvalidToken);
    }
    let session = state.cookie.token(headers).ok_or(Problem::Unauthenticated)?;
    Ok(state.store.session(session, now).await?.ok_or(Problem::Unauthenticated)?)
}

fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}
