//! The dashboard's pages and server functions, and the assets they need.

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use fleet::{Actor, Problem};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode};
use leptos::nonce::use_nonce;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list};

use super::{headers, problem};
use crate::{AppState, assets};

/// Routes of all pages and server functions.
pub fn routes(state: &AppState) -> Router<AppState> {
    let pages = generate_route_list(app::App);
    let context = {
        let state = state.clone();
        move || provide(&state)
    };
    Router::new().leptos_routes_with_context(state, pages, context, app::shell)
}

/// An embedded file, else the dashboard's own page for what is not there.
pub async fn asset_or_not_found(State(state): State<AppState>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return problem::respond(&Problem::NotFound, request.headers());
    }
    if let Some(asset) = assets::respond(request.uri().path(), request.headers()) {
        return asset;
    }
    if !problem::wants_page(request.headers()) {
        return problem::respond(&Problem::NotFound, request.headers());
    }
    let render = leptos_axum::render_app_async_with_context(move || provide(&state), app::shell);
    let mut page = render(request).await.into_response();
    *page.status_mut() = StatusCode::NOT_FOUND;
    page
}

/// The page at the address of a form, as the answer to that form. Nobody keeps it: it may hold what is shown once.
pub async fn answer(state: AppState, form: Parts, status: StatusCode, answer: app::Answer) -> Response {
    let context = move || {
        provide(&state);
        provide_context(answer.clone());
    };
    let render = leptos_axum::render_app_async_with_context(context, app::shell);
    let mut page = render(Request::from_parts(form, Body::empty())).await.into_response();
    *page.status_mut() = status;
    page.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    page
}

/// What screens and server functions find in their context.
fn provide(state: &AppState) {
    provide_context(state.store.clone());
    provide_context(state.installation);
    provide_context(app::Now(state.clock.now()));
    if let Some(assets) = front_end() {
        provide_context(assets);
    }
    let actor = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Actor>().cloned());
    if let Some(actor) = actor {
        provide_context(actor);
    }
    if let (Some(nonce), Some(answer)) = (use_nonce(), use_context::<ResponseOptions>()) {
        answer.insert_header(CONTENT_SECURITY_POLICY, headers::page_policy(&nonce));
    }
}

fn front_end() -> Option<app::Assets> {
    let find = |extension| assets::front_end(extension);
    Some(app::Assets { js: find("js")?, wasm: find("wasm")?, css: find("css")? })
}
