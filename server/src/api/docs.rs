//! The description of the API: the document for programs, a page for people. Both say nothing of an installation.

use std::sync::Arc;

use axum::extract::{Path, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, middleware};
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::{Config, serve};

use crate::AppState;

/// Swagger UI draws with images that stand in its own style sheet, and sets styles through the DOM.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// `/v1/openapi.json` and `/docs/`, below `/api`.
pub fn routes(document: &OpenApi) -> Router<AppState> {
    let json: Arc<str> = document.to_json().expect("the document is plain JSON").into();
    let config = Arc::new(Config::from("/api/v1/openapi.json").try_it_out_enabled(false));
    let page = {
        let config = Arc::clone(&config);
        get(move || async move { file("", config) })
    };
    let files = get(move |Path(name): Path<String>| async move { file(&name, config) });
    let pages = Router::new()
        .route("/docs", get(|| async { axum::response::Redirect::permanent("/api/docs/") }))
        .route("/docs/", page)
        .route("/docs/{*name}", files)
        .layer(middleware::from_fn(with_policy));
    let json = get(move || async move { ([(CONTENT_TYPE, "application/json")], json.to_string()) });
    Router::new().route("/v1/openapi.json", json).merge(pages)
}

fn file(name: &str, config: Arc<Config<'static>>) -> Response {
    match serve(name, config) {
        Ok(Some(file)) => ([(CONTENT_TYPE, file.content_type)], file.bytes.into_owned()).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn with_policy(request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, POLICY);
    answer
}
