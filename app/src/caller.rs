use std::str::FromStr;

use axum::http::{HeaderMap, StatusCode, header, request::Parts};
use chrono::{DateTime, Utc};
use fleet::{Actor, Problem, Role};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use store::{Store, StoreError};

use crate::Now;
use crate::failure::Failure;
use crate::href::Query;
use crate::now::Loaded;

/// Who asks, when, and whom to ask: what every server function begins with.
pub struct Caller {
    pub store: Store,
    pub actor: Actor,
    pub now: DateTime<Utc>,
}

impl Caller {
    /// # Errors
    /// `Unauthenticated` when nobody is signed in; the answer then also leads to the sign-in page.
    pub fn current() -> Result<Self, Failure> {
        let Some(actor) = use_context::<Actor>() else {
            leptos_axum::redirect(&sign_in_path());
            return Err(refuse(Problem::Unauthenticated));
        };
        match (use_context::<Store>(), use_context::<Now>()) {
            (Some(store), Some(Now(now))) => Ok(Self { store, actor, now }),
            _ => Err(refuse(Problem::Internal)),
        }
    }

    pub fn loaded<T>(&self, value: T) -> Loaded<T> {
        let role = match &self.actor {
            Actor::User { role, .. } => *role,
            Actor::System(_) => Role::Admin,
            Actor::Token { .. } => Role::Viewer,
        };
        Loaded { now: self.now, role, value }
    }
}

/// Turns what went wrong into what the client may see, and sets the status of the answer.
pub fn refuse(problem: Problem) -> Failure {
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let (Some(parts), Some(response)) = (use_context::<Parts>(), use_context::<ResponseOptions>()) {
        // A plain form is sent back to the page it came from, whatever happened; so is who has to sign in first.
        let redirects = problem == Problem::Unauthenticated || parts.uri.path().starts_with("/fn/");
        if !(redirects && accepts_html(&parts.headers)) {
            response.set_status(status);
        }
    }
    Failure(problem)
}

fn accepts_html(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|value| value.contains("text/html"))
}

/// The sign-in page that leads back to the page asked for.
fn sign_in_path() -> String {
    let path = use_context::<Parts>()
        .map(|parts| parts.uri)
        .filter(|uri| !uri.path().starts_with("/fn/") && uri.path() != "/")
        .and_then(|uri| uri.path_and_query().map(|path| path.as_str().to_owned()));
    match path {
        Some(path) => Query::default().with("next", path).on("/sign-in"),
        None => "/sign-in".into(),
    }
}

/// The id in an address or a form. One that cannot be read is nobody's.
///
/// # Errors
/// `NotFound`.
pub fn read_id<T: FromStr>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| refuse(Problem::NotFound))
}

/// [`refuse`] for what the store answers.
pub fn refused(error: StoreError) -> Failure {
    refuse(error.told())
}
