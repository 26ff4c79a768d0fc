//! The REST API. Every operation is thin: it reads parameters, calls one method of `store` with the [`Actor`] and
//! answers with types of `fleet`. docs/recipes/add-an-endpoint.md says how to add one.
//!
//! [`Actor`]: fleet::Actor

#![allow(unused_qualifications, reason = "what utoipa's macros write is qualified")]

mod authenticate;
mod caller;
mod docs;
mod field;
mod json;
mod list;
mod once;
mod path;
mod query;
mod rate;
mod refusal;
mod scope;
mod sort;
mod tag;

mod audit;
mod changes;
mod evaluate;
mod findings;
mod fleet_at;
mod hosts;
mod images;
mod reports;
mod requests;
mod rules;
mod scans;
mod tickets;
mod tokens;
mod users;
mod webhooks;
mod workloads;

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use fleet::Problem;
use futures::FutureExt;
use tower_http::csrf::CsrfLayer;
use tracing::error;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;

pub use self::caller::Caller;
pub use self::json::Json;
pub use self::list::List;
pub use self::once::{IdempotencyKey, KeptBody};
pub use self::path::Path;
pub use self::query::{ListQuery, NoFilter, Paging, Query};
pub use self::rate::RateLimit;
pub use self::refusal::{BodyRefusals, MatchRefusals, ProblemDocument, Refusal, Refusals};
pub use self::tag::{IfMatch, Known, Tagged};
use crate::AppState;

const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// The answer of an operation.
pub type Answer<T> = Result<T, Refusal>;

/// Operations of one noun, with their description.
type Operations = OpenApiRouter<AppState>;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Plimsoll",
        version = "1",
        description = "Scores of containers, their findings and their history, for programs. \
            Times are RFC 3339 in UTC. Lists come in parts: `limit` and `cursor`, then `next_cursor`. \
            Unknown parameters and fields are refused. Refusals are RFC 9457 problem documents with a stable `type`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    modifiers(&Security),
    security(("token" = [])),
)]
struct Described;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let token = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("plm_…")
            .description(Some("An API token: made under Settings or with `plimsoll token create`."));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(token.build()));
    }
}

/// Every operation of `/api/v1`.
fn operations() -> Operations {
    let nouns = vec![
        audit::operations(),
        changes::operations(),
        evaluate::operations(),
        findings::operations(),
        fleet_at::operations(),
        hosts::operations(),
        images::operations(),
        reports::operations(),
        requests::operations(),
        rules::operations(),
        scans::operations(),
        tickets::operations(),
        tokens::operations(),
        users::operations(),
        webhooks::operations(),
        workloads::operations(),
    ];
    let all = nouns.into_iter().fold(OpenApiRouter::new(), OpenApiRouter::merge);
    OpenApiRouter::with_openapi(Described::openapi()).nest("/api/v1", all)
}

/// The description of every operation: OpenAPI 3.1.
pub fn document() -> utoipa::openapi::OpenApi {
    operations().into_openapi()
}

/// Everything below `/api`.
pub fn routes(state: &AppState, cross_origin: CsrfLayer) -> Router<AppState> {
    let (operations, document) = operations().split_for_parts();
    let operations = operations
        .route_layer(middleware::from_fn_with_state(state.clone(), once::layer))
        .route_layer(middleware::from_fn_with_state(state.clone(), rate::limit))
        .route_layer(middleware::from_fn_with_state(state.clone(), authenticate::require));
    let foreign = |_| Refusal::CrossOrigin.into_response();
    operations
        .nest("/api", docs::routes(&document).fallback(not_found))
        .method_not_allowed_fallback(|| async { Refusal::MethodNotAllowed })
        .layer(middleware::from_fn(in_time))
        .layer(cross_origin.with_rejection_response(foreign))
        .layer(middleware::from_fn(catch_panic))
}

async fn not_found() -> Refusal {
    Problem::NotFound.into()
}

async fn in_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(ANSWER_WITHIN, next.run(request)).await {
        Ok(answer) => answer,
        Err(_) => Refusal::Problem(Problem::Unavailable).into_response(),
    }
}

async fn catch_panic(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    AssertUnwindSafe(next.run(request)).catch_unwind().await.unwrap_or_else(|_| {
        error!(path, "a request ended in a panic");
        Refusal::Problem(Problem::Internal).into_response()
    })
}
