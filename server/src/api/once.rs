//! `Idempotency-Key`: a request that creates something is carried out once, however often it is sent.

use axum::body::{Body, Bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use fleet::Actor;
use http::header::{CONTENT_TYPE, LOCATION};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use store::{KeptAnswer, Once};
use utoipa::IntoParams;

use super::Refusal;
use super::json::{LARGEST_BODY, whole};
use crate::AppState;

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Nothing of what comes here or goes out is kept.
const STORES_NOTHING: &str = "/api/v1/evaluate";
/// Characters.
const LONGEST_KEY: usize = 255;

/// For the description of an operation that creates something.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes a parameter; `layer` reads it")]
pub struct IdempotencyKey {
    /// Chosen by the caller: within 24 hours the same request with the same key is carried out once, and later ones
    /// get the first one's answer.
    #[param(rename = "Idempotency-Key", max_length = 255, pattern = "^[!-~]+$")]
    key: Option<String>,
}

/// What is kept of an answer instead of its body, where that holds a secret.
#[derive(Debug, Clone)]
pub struct KeptBody(pub String);

/// Carries out a `POST` with a key unless that was done already.
pub async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let creates = request.method() == Method::POST && request.uri().path() != STORES_NOTHING;
    if !creates || !request.headers().contains_key(KEY) {
        return next.run(request).await;
    }
    once(&state, request, next).await.unwrap_or_else(IntoResponse::into_response)
}

async fn once(state: &AppState, request: Request, next: Next) -> Result<Response, Refusal> {
    let key = key(request.headers())?;
    let actor = request.extensions().get::<Actor>().cloned();
    let actor = actor.expect("every operation stands behind `authenticate::require`");
    let route = route(&request);
    let (parts, body) = request.into_parts();
    let body = whole(body, LARGEST_BODY).await?;
    let hash = blake3::hash(&[parts.uri.to_string().as_bytes(), b"\n", &body].concat()).into();
    match state.store.begin_once(&actor, &route, &key, hash, state.clock.now()).await? {
        Once::First => {}
        Once::Again(answer) => return Ok(replay(answer)),
        Once::UnderWay => return Err(Refusal::KeyUnderWay),
        Once::Another => return Err(Refusal::KeyReused),
    }
    let answer = next.run(Request::from_parts(parts, Body::from(body))).await;
    let (answer, kept) = keep(answer).await;
    state.store.end_once(&actor, &route, &key, kept.as_ref()).await?;
    Ok(answer)
}

fn key(headers: &HeaderMap) -> Result<String, Refusal> {
    let key = headers.get(KEY).and_then(|key| key.to_str().ok()).unwrap_or_default();
    let is_plain = key.bytes().all(|byte| byte.is_ascii_graphic());
    if key.is_empty() || key.len() > LONGEST_KEY || !is_plain {
        return Err(Refusal::invalid("Idempotency-Key", "1 to 255 printable characters without spaces"));
    }
    Ok(key.to_owned())
}

fn route(request: &Request) -> String {
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    format!("{} {path}", request.method())
}

/// The answer, and what is kept of it: nothing of one that changed nothing.
async fn keep(answer: Response) -> (Response, Option<KeptAnswer>) {
    if !answer.status().is_success() {
        return (answer, None);
    }
    let (parts, body) = answer.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_else(|_| Bytes::new());
    let kept = KeptAnswer {
        status: parts.status.as_u16(),
        location: parts.headers.get(LOCATION).and_then(|at| at.to_str().ok()).map(str::to_owned),
        body: match parts.extensions.get::<KeptBody>() {
            Some(KeptBody(body)) => body.clone(),
            None => String::from_utf8_lossy(&body).into_owned(),
        },
    };
    (Response::from_parts(parts, Body::from(body)), Some(kept))
}

fn replay(kept: KeptAnswer) -> Response {
    let status = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::OK);
    let mut answer = (status, kept.body).into_response();
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    if let Some(location) = kept.location.and_then(|location| HeaderValue::try_from(location).ok()) {
        headers.insert(LOCATION, location);
    }
    answer
}
