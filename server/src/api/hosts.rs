use axum::response::{IntoResponse, Response};
use fleet::host::{HostChange, HostDetail, HostFilter, HostRow, HostState, NewHost};
use fleet::request::Request;
use fleet::{HostId, Problem};
use http::StatusCode;
use http::header::LOCATION;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::routes;

use super::scope::scope;
use super::{
    Answer, BodyRefusals, Caller, IdempotencyKey, Json, Known, List, ListQuery, Operations, Paging, Path,
    Refusals, Tagged, requests,
};

pub fn operations() -> Operations {
    Operations::new().routes(routes!(list, add)).routes(routes!(get, change, remove)).routes(routes!(scan))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct HostQuery {
    /// Only hosts with this label: `team=payments`. Of several keys all must hold, of one key any value.
    #[serde(default)]
    label: Vec<String>,
    /// Only in one of these states.
    #[serde(default)]
    state: Vec<HostState>,
}

/// Lists the hosts, by name.
#[utoipa::path(get, path = "/hosts", tag = "hosts", params(Paging, HostQuery),
    responses((status = 200, body = List<HostRow>), Refusals))]
async fn list(caller: Caller, query: ListQuery<HostQuery>) -> Answer<Json<List<HostRow>>> {
    let scope = scope(&query.filter.label, &[], &[])?;
    let filter = HostFilter { scope, states: query.filter.state.clone() };
    let hosts = caller.store.page_of_hosts(&caller.actor, &filter, &query.page, caller.now).await?;
    Ok(query.answer(hosts))
}

/// Registers a host; it is scanned at once.
///
/// Whether its engine answers can be tried before with `POST /connection-tests`.
#[utoipa::path(post, path = "/hosts", tag = "hosts", params(IdempotencyKey), request_body = NewHost,
    responses((status = 201, body = HostDetail, headers(("Location" = String))), Refusals, BodyRefusals))]
async fn add(caller: Caller, Json(host): Json<NewHost>) -> Answer<Response> {
    let id = caller.store.add_host(&caller.actor, &host, caller.now).await?;
    let added = caller.store.host(&caller.reader(), id, caller.now).await?.ok_or(Problem::NotFound)?;
    let location = [(LOCATION, format!("/api/v1/hosts/{id}"))];
    Ok((StatusCode::CREATED, location, Json(added)).into_response())
}

/// A host: how it stands, its own findings, what was read of it.
#[utoipa::path(get, path = "/hosts/{id}", tag = "hosts", params(("id" = HostId, Path)),
    responses((status = 200, body = HostDetail, headers(("ETag" = String))), Refusals))]
async fn get(caller: Caller, Path(id): Path<HostId>, known: Known) -> Answer<Tagged<HostDetail>> {
    let host = caller.store.host(&caller.actor, id, caller.now).await?.ok_or(Problem::NotFound)?;
    Ok(Tagged::by_content(host, &known))
}

/// Changes a host; what is left out stays.
#[utoipa::path(patch, path = "/hosts/{id}", tag = "hosts", params(("id" = HostId, Path)),
    request_body = HostChange, responses((status = 200, body = HostDetail), Refusals, BodyRefusals))]
async fn change(
    caller: Caller,
    Path(id): Path<HostId>,
    Json(change): Json<HostChange>,
) -> Answer<Json<HostDetail>> {
    caller.store.change_host(&caller.actor, id, &change, caller.now).await?;
    let host = caller.store.host(&caller.reader(), id, caller.now).await?.ok_or(Problem::NotFound)?;
    Ok(Json(host))
}

/// Ends a host: its workloads are gone, its findings resolved; its past stays.
#[utoipa::path(delete, path = "/hosts/{id}", tag = "hosts", params(("id" = HostId, Path)),
    responses((status = 204), Refusals))]
async fn remove(caller: Caller, Path(id): Path<HostId>) -> Answer<StatusCode> {
    caller.store.remove_host(&caller.actor, id, caller.now).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks for a scan now. As long as one that was asked for is not over, that is the one.
#[utoipa::path(post, path = "/hosts/{id}/scans", tag = "hosts", params(("id" = HostId, Path), IdempotencyKey),
    responses((status = 202, body = Request, headers(("Location" = String))), Refusals,
        (status = 409, description = "A request with this key is under way.", body = super::ProblemDocument,
            content_type = "application/problem+json")))]
async fn scan(caller: Caller, Path(id): Path<HostId>) -> Answer<Response> {
    let request = caller.store.request_scan(&caller.actor, id, caller.now).await?;
    requests::accepted(&caller, request).await
}
