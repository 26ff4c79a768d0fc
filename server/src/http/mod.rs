//! HTTP: routes, and what lies around every one of them.

mod account;
mod events;
mod headers;
mod health;
mod listen;
mod observe;
mod pages;
mod problem;
mod reports;
mod serve;
mod session;
mod settings;
mod sign_in;
mod throttle;

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::routing::{get, post};
use http::StatusCode;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

pub use events::Notifications;
pub use listen::{Peer, TlsError, TlsListener, tls_configuration};
pub use observe::Metrics;
pub use serve::serve;
pub use session::SessionCookie;
pub use throttle::Throttle;

use crate::{AppState, api};

/// Forms and server functions are small; nobody uploads anything.
const LARGEST_BODY: usize = 256 * 1024;
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Everything that the server answers.
pub fn router(state: AppState) -> Router {
    let encrypted = state.exposure.is_encrypted();
    let signed_in = Router::new()
        .route("/session", post(sign_in::with_password))
        .route("/session/link", post(sign_in::with_link))
        .route("/session/end", post(sign_in::end))
        .route("/events/requests/{id}", get(events::of_request))
        .merge(pages::routes(&state))
        .merge(reports::routes())
        .merge(settings::routes())
        .layer(middleware::from_fn_with_state(state.clone(), account::slow_down))
        .layer(middleware::from_fn_with_state(state.clone(), session::require));
    let dashboard = Router::new()
        .route("/healthz", get(health::is_alive))
        .route("/readyz", get(health::is_ready))
        .route("/metrics", get(observe::metrics))
        .merge(signed_in)
        .fallback(pages::asset_or_not_found)
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ANSWER_WITHIN))
        .layer(cross_origin_protection(state.public_url.as_deref()));
    let api = api::routes(&state, cross_origin_protection(state.public_url.as_deref()));
    api.merge(dashboard)
        .layer(middleware::from_fn(problem::catch_panic))
        .layer(middleware::from_fn(move |request: Request, next: Next| {
            headers::add(encrypted, request, next)
        }))
        .layer(middleware::from_fn(observe::request))
        .with_state(state)
}

/// Refuses requests that change something and come from another site (`Sec-Fetch-Site`, `Origin`).
fn cross_origin_protection(public_url: Option<&str>) -> CsrfLayer {
    let layer = CsrfLayer::new();
    match public_url {
        Some(url) => {
            layer.add_trusted_origin(url).expect("the configuration was checked: scheme and host only")
        }
        None => layer,
    }
}
