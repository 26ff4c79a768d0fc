use axum::response::{IntoResponse, Response};
use fleet::request::Request;
use fleet::{Endpoint, Problem, RequestId};
use http::StatusCode;
use http::header::LOCATION;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{Answer, BodyRefusals, Caller, IdempotencyKey, Json, Operations, Path, Refusals};

pub fn operations() -> Operations {
    Operations::new().routes(routes!(test_connection)).routes(routes!(get))
}

/// What is to be tried.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConnectionTest {
    endpoint: Endpoint,
}

/// Asks for a test whether an engine answers at an endpoint; nothing is registered.
#[utoipa::path(post, path = "/connection-tests", tag = "hosts", params(IdempotencyKey),
    request_body = ConnectionTest,
    responses((status = 202, body = Request, headers(("Location" = String))), Refusals, BodyRefusals))]
async fn test_connection(caller: Caller, Json(test): Json<ConnectionTest>) -> Answer<Response> {
    let request = caller.store.request_connection_test(&caller.actor, test.endpoint, caller.now).await?;
    accepted(&caller, request).await
}

/// How far a scan or a connection test is that was asked for.
#[utoipa::path(get, path = "/requests/{id}", tag = "hosts", params(("id" = RequestId, Path)),
    responses((status = 200, body = Request), Refusals))]
async fn get(caller: Caller, Path(id): Path<RequestId>) -> Answer<Json<Request>> {
    let request = caller.store.request(&caller.actor, id).await?.ok_or(Problem::NotFound)?;
    Ok(Json(request))
}

/// The answer to who asked for something that a job does.
pub async fn accepted(caller: &Caller, id: RequestId) -> Answer<Response> {
    let request = caller.store.request(&caller.reader(), id).await?.ok_or(Problem::NotFound)?;
    let location = [(LOCATION, format!("/api/v1/requests/{id}"))];
    Ok((StatusCode::ACCEPTED, location, Json(request)).into_response())
}
