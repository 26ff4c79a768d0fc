use axum::response::{IntoResponse, Response};
use fleet::ticket::{Ticket, TicketLink};
use fleet::{FindingId, Problem};
use http::StatusCode;
use utoipa_axum::routes;

use super::{Answer, BodyRefusals, Caller, IfMatch, Json, MatchRefusals, Operations, Path, Refusals, Tagged};

pub fn operations() -> Operations {
    Operations::new().routes(routes!(get, link, unlink))
}

/// The ticket of a finding.
#[utoipa::path(get, path = "/findings/{id}/ticket", tag = "findings", params(("id" = FindingId, Path)),
    responses((status = 200, body = Ticket, headers(("ETag" = String))), Refusals))]
async fn get(caller: Caller, Path(id): Path<FindingId>) -> Answer<Tagged<Ticket>> {
    let ticket = caller.store.ticket(&caller.actor, id).await?.ok_or(Problem::NotFound)?;
    let revision = ticket.revision;
    Ok(Tagged::by_revision(ticket, revision))
}

/// Links a finding to a ticket of another system, in place of any other. `If-Match` may name the one it replaces.
#[utoipa::path(put, path = "/findings/{id}/ticket", tag = "findings",
    params(("id" = FindingId, Path), ("If-Match" = Option<String>, Header, description = "The ticket's ETag.")),
    request_body = TicketLink,
    responses((status = 200, body = Ticket, description = "It is in place of another.", headers(("ETag" = String))),
        (status = 201, body = Ticket, description = "It is the first.", headers(("ETag" = String))),
        Refusals, BodyRefusals, MatchRefusals))]
async fn link(
    caller: Caller,
    Path(id): Path<FindingId>,
    if_match: IfMatch,
    Json(link): Json<TicketLink>,
) -> Answer<Response> {
    let revision = if_match.optional()?;
    let ticket = caller.store.link_ticket(&caller.actor, id, revision, &link, caller.now).await?;
    let revision = ticket.revision;
    let mut answer = Tagged::by_revision(ticket, revision).into_response();
    if revision == 1 {
        *answer.status_mut() = StatusCode::CREATED;
    }
    Ok(answer)
}

/// Takes the link to a ticket away.
#[utoipa::path(delete, path = "/findings/{id}/ticket", tag = "findings",
    params(("id" = FindingId, Path), ("If-Match" = Option<String>, Header, description = "The ticket's ETag.")),
    responses((status = 204), Refusals, MatchRefusals))]
async fn unlink(caller: Caller, Path(id): Path<FindingId>, if_match: IfMatch) -> Answer<StatusCode> {
    let revision = if_match.optional()?;
    caller.store.unlink_ticket(&caller.actor, id, revision, caller.now).await?;
    Ok(StatusCode::NO_CONTENT)
}
