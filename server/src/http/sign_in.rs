//! Signing in and out: plain form posts, so that it works without script.

use std::net::IpAddr;

use axum::Form;
use axum::extract::{ConnectInfo, Extension, State};
use axum::response::{IntoResponse, Redirect, Response};
use fleet::Problem;
use http::HeaderMap;
use http::header::SET_COOKIE;
use serde::Deserialize;
use tracing::{info, warn};

use super::listen::Peer;
use super::session::{is_local, sign_in_path};
use crate::AppState;
use crate::config::Exposure;

/// In characters, around the name too. No user's is longer than 100, so there is nothing to look up.
const LONGEST_NAME: usize = 200;

/// Present on every real connection, absent where a test calls the router directly.
pub type Connection = Option<Extension<ConnectInfo<Peer>>>;

#[derive(Deserialize)]
pub struct Credentials {
    name: String,
    password: String,
    next: Option<String>,
}

#[derive(Deserialize)]
pub struct LinkToken {
    token: String,
}

/// `POST /session`
pub async fn with_password(
    State(state): State<AppState>,
    connection: Connection,
    headers: HeaderMap,
    Form(given): Form<Credentials>,
) -> Response {
    let now = state.clock.now();
    let address = client_address(&state.exposure, connection, &headers);
    let next = given.next.as_deref();
    if given.name.chars().count() > LONGEST_NAME {
        return back_to_sign_in("unauthenticated", next);
    }
    let Some(attempt) = state.throttle.attempt(&given.name, address, now) else {
        warn!("sign-in refused: too many failures");
        return back_to_sign_in("too-many", next);
    };
    match state.store.sign_in(&given.name, &given.password, now).await {
        Ok(Some(session)) => {
            state.throttle.succeeded(&attempt);
            signed_in(&state, session.expose(), next)
        }
        Ok(None) => {
            info!("sign-in failed: wrong name or password");
            back_to_sign_in("unauthenticated", next)
        }
        Err(fault) => {
            state.throttle.withdraw(&attempt);
            warn!(%fault, "sign-in could not be checked");
            back_to_sign_in(code_of(&fault.problem()), next)
        }
    }
}

/// `POST /session/link`: consumes a one-time link.
pub async fn with_link(
    State(state): State<AppState>,
    connection: Connection,
    headers: HeaderMap,
    Form(given): Form<LinkToken>,
) -> Response {
    let now = state.clock.now();
    let address = client_address(&state.exposure, connection, &headers);
    let Some(attempt) = state.throttle.attempt("", address, now) else {
        return back_to_sign_in("too-many", None);
    };
    match state.store.consume_link(&given.token, now).await {
        Ok(Some(session)) => {
            state.throttle.succeeded(&attempt);
            signed_in(&state, session.expose(), None)
        }
        Ok(None) => back_to_sign_in("link", None),
        Err(fault) => {
            state.throttle.withdraw(&attempt);
            warn!(%fault, "a sign-in link could not be checked");
            back_to_sign_in(code_of(&fault.problem()), None)
        }
    }
}

/// `POST /session/end`
pub async fn end(State(state): State<AppState>, headers: HeaderMap) -> Response {
    if let Some(token) = state.cookie.token(&headers)
        && let Err(fault) = state.store.sign_out(token).await
    {
        warn!(%fault, "a session could not be ended in the database");
    }
    ([(SET_COOKIE, state.cookie.revoke())], Redirect::to("/sign-in")).into_response()
}

fn signed_in(state: &AppState, token: &str, next: Option<&str>) -> Response {
    let next = next.filter(|next| is_local(next)).unwrap_or("/");
    ([(SET_COOKIE, state.cookie.grant(token))], Redirect::to(next)).into_response()
}

fn back_to_sign_in(problem: &str, next: Option<&str>) -> Response {
    Redirect::to(&sign_in_path(Some(problem), next)).into_response()
}

/// The sign-in page knows these two causes; anything else is our fault and may pass.
fn code_of(problem: &Problem) -> &'static str {
    match problem {
        Problem::Unauthenticated | Problem::Invalid { .. } => "unauthenticated",
        _ => "unavailable",
    }
}

/// Behind a proxy the connection is the proxy's; the client is what the proxy itself appended last.
fn client_address(exposure: &Exposure, connection: Connection, headers: &HeaderMap) -> Option<IpAddr> {
    if *exposure == Exposure::BehindProxy {
        let forwarded = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
        return forwarded.rsplit(',').next()?.trim().parse().ok();
    }
    connection.map(|Extension(ConnectInfo(Peer(address)))| address.ip())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behind_a_proxy_only_its_own_entry_is_believed() {
        let headers = HeaderMap::from_iter([(
            "x-forwarded-for".parse().expect("a name"),
            "10.9.9.9, 192.0.2.7".parse().expect("a value"),
        )]);
        let believed = client_address(&Exposure::BehindProxy, None, &headers);
        assert_eq!(believed, Some(IpAddr::from([192, 0, 2, 7])));
        assert_eq!(client_address(&Exposure::Loopback, None, &headers), None, "nobody else may set it");
    }
}
