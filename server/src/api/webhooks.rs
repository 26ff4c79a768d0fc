use axum::extract::State;
use axum::response::{IntoResponse, Response};
use fleet::webhook::{Delivery, DeliveryState, Webhook, WebhookSettings};
use fleet::{DeliveryId, Problem, WebhookId};
use http::StatusCode;
use http::header::LOCATION;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::{
    Answer, BodyRefusals, Caller, IdempotencyKey, IfMatch, Json, KeptBody, List, ListQuery, MatchRefusals,
    NoFilter, Operations, Paging, Path, Refusals, Tagged,
};
use crate::AppState;

pub fn operations() -> Operations {
    Operations::new()
        .routes(routes!(list, create))
        .routes(routes!(get, change, delete))
        .routes(routes!(renew_secret))
        .routes(routes!(test))
        .routes(routes!(deliveries))
        .routes(routes!(redeliver_dead))
        .routes(routes!(redeliver))
}

/// A webhook that was just made, or has a new secret.
#[derive(Debug, Serialize, ToSchema)]
struct WebhookWithSecret {
    #[serde(flatten)]
    webhook: Webhook,
    /// What messages are signed with, as libraries for Standard Webhooks take it. It is shown once: an answer that is
    /// given again because of its `Idempotency-Key` comes without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

/// Lists the webhooks, oldest first.
#[utoipa::path(get, path = "/webhooks", tag = "webhooks", params(Paging),
    responses((status = 200, body = List<Webhook>), Refusals))]
async fn list(caller: Caller, query: ListQuery<NoFilter>) -> Answer<Json<List<Webhook>>> {
    let webhooks = caller.store.list_webhooks(&caller.actor).await?;
    query.answer_of(webhooks, |webhook| webhook.id.0)
}

/// Makes a webhook. It is told of what happens from now on.
#[utoipa::path(post, path = "/webhooks", tag = "webhooks", params(IdempotencyKey), request_body = WebhookSettings,
    responses((status = 201, body = WebhookWithSecret, headers(("Location" = String))), Refusals, BodyRefusals))]
async fn create(
    State(state): State<AppState>,
    caller: Caller,
    Json(settings): Json<WebhookSettings>,
) -> Answer<Response> {
    state.webhooks.check(&settings.checked()?.url)?;
    let webhook = caller.store.create_webhook(&caller.actor, &settings, caller.now).await?;
    let location = format!("/api/v1/webhooks/{}", webhook.id);
    let mut answer = with_secret(&state, webhook, StatusCode::CREATED);
    answer.headers_mut().insert(LOCATION, location.try_into().expect("an id is plain text"));
    Ok(answer)
}

/// One webhook.
#[utoipa::path(get, path = "/webhooks/{id}", tag = "webhooks", params(("id" = WebhookId, Path)),
    responses((status = 200, body = Webhook, headers(("ETag" = String))), Refusals))]
async fn get(caller: Caller, Path(id): Path<WebhookId>) -> Answer<Tagged<Webhook>> {
    let webhook = caller.store.webhook(&caller.actor, id).await?.ok_or(Problem::NotFound)?;
    let revision = webhook.revision;
    Ok(Tagged::by_revision(webhook, revision))
}

/// Replaces the settings of a webhook. One that is turned on again is told of what happens from then on.
#[utoipa::path(put, path = "/webhooks/{id}", tag = "webhooks",
    params(("id" = WebhookId, Path), ("If-Match" = String, Header)), request_body = WebhookSettings,
    responses((status = 200, body = Webhook, headers(("ETag" = String))), Refusals, BodyRefusals, MatchRefusals))]
async fn change(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<WebhookId>,
    seen: IfMatch,
    Json(settings): Json<WebhookSettings>,
) -> Answer<Tagged<Webhook>> {
    let seen = seen.required()?;
    state.webhooks.check(&settings.checked()?.url)?;
    let changed = caller.store.change_webhook(&caller.actor, id, seen, &settings, caller.now).await?;
    let revision = changed.revision;
    Ok(Tagged::by_revision(changed, revision))
}

/// Removes a webhook with its messages, sent or not.
#[utoipa::path(delete, path = "/webhooks/{id}", tag = "webhooks", params(("id" = WebhookId, Path)),
    responses((status = 204), Refusals))]
async fn delete(caller: Caller, Path(id): Path<WebhookId>) -> Answer<StatusCode> {
    caller.store.delete_webhook(&caller.actor, id, caller.now).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a new secret. For a day messages carry two signatures, one of each secret.
#[utoipa::path(post, path = "/webhooks/{id}/secret", tag = "webhooks",
    params(("id" = WebhookId, Path), IdempotencyKey),
    responses((status = 200, body = WebhookWithSecret), Refusals))]
async fn renew_secret(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<WebhookId>,
) -> Answer<Response> {
    let webhook = caller.store.renew_webhook_secret(&caller.actor, id, caller.now).await?;
    Ok(with_secret(&state, webhook, StatusCode::OK))
}

fn with_secret(state: &AppState, webhook: Webhook, status: StatusCode) -> Response {
    let kept = KeptBody(serde_json::to_string(&webhook).expect("our types are plain JSON"));
    let secret = Some(state.webhooks.secret(&webhook).expose());
    let mut answer = (status, Json(WebhookWithSecret { webhook, secret })).into_response();
    answer.extensions_mut().insert(kept);
    answer
}

/// A message that was queued.
#[derive(Debug, Serialize, ToSchema)]
struct Queued {
    /// Among the deliveries of the webhook.
    id: DeliveryId,
}

/// Queues a message of the type `webhook.test`. What became of it stands among the deliveries.
#[utoipa::path(post, path = "/webhooks/{id}/test", tag = "webhooks",
    params(("id" = WebhookId, Path), IdempotencyKey),
    responses((status = 202, body = Queued), Refusals,
        (status = 409, body = super::ProblemDocument, content_type = "application/problem+json",
            description = "The webhook is turned off.")))]
async fn test(caller: Caller, Path(id): Path<WebhookId>) -> Answer<(StatusCode, Json<Queued>)> {
    let id = caller.store.test_webhook(&caller.actor, id, caller.now).await?;
    Ok((StatusCode::ACCEPTED, Json(Queued { id })))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DeliveryQuery {
    /// Only those.
    state: Option<DeliveryState>,
}

/// Lists the messages of a webhook, newest first: those that were delivered for a week, those given up for a month.
#[utoipa::path(get, path = "/webhooks/{id}/deliveries", tag = "webhooks",
    params(("id" = WebhookId, Path), Paging, DeliveryQuery),
    responses((status = 200, body = List<Delivery>), Refusals))]
async fn deliveries(
    caller: Caller,
    Path(id): Path<WebhookId>,
    query: ListQuery<DeliveryQuery>,
) -> Answer<Json<List<Delivery>>> {
    let part = caller.store.list_deliveries(&caller.actor, id, query.filter.state, &query.page).await?;
    Ok(query.answer(part))
}

/// Messages that were queued again.
#[derive(Debug, Serialize, ToSchema)]
struct QueuedAgain {
    messages: u64,
}

/// Sends all messages of a webhook again that were given up.
#[utoipa::path(post, path = "/webhooks/{id}/redeliver", tag = "webhooks",
    params(("id" = WebhookId, Path), IdempotencyKey), responses((status = 202, body = QueuedAgain), Refusals))]
async fn redeliver_dead(
    caller: Caller,
    Path(id): Path<WebhookId>,
) -> Answer<(StatusCode, Json<QueuedAgain>)> {
    let messages = caller.store.redeliver_dead(&caller.actor, id, caller.now).await?;
    Ok((StatusCode::ACCEPTED, Json(QueuedAgain { messages })))
}

/// Sends a message again, whatever became of it, under the same id.
#[utoipa::path(post, path = "/deliveries/{id}/redeliver", tag = "webhooks",
    params(("id" = DeliveryId, Path), IdempotencyKey), responses((status = 202, body = Delivery), Refusals))]
async fn redeliver(caller: Caller, Path(id): Path<DeliveryId>) -> Answer<(StatusCode, Json<Delivery>)> {
    let delivery = caller.store.redeliver(&caller.actor, id, caller.now).await?;
    Ok((StatusCode::ACCEPTED, Json(delivery)))
}
