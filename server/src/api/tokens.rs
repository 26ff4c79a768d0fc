use axum::response::{IntoResponse, Response};
use fleet::TokenId;
use fleet::token::{NewToken, Token};
use http::StatusCode;
use http::header::LOCATION;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::{
    Answer, BodyRefusals, Caller, IdempotencyKey, Json, KeptBody, List, ListQuery, Operations, Paging, Path,
    Refusals,
};

pub fn operations() -> Operations {
    Operations::new().routes(routes!(list, create)).routes(routes!(revoke))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TokenQuery {
    /// Only those that are (true) or only those that are not (false) in use.
    in_use: Option<bool>,
}

/// A token that was just made.
#[derive(Debug, Serialize, ToSchema)]
struct CreatedToken {
    #[serde(flatten)]
    token: Token,
    /// What requests carry after `Authorization: Bearer`. It is shown once: an answer that is given again because of
    /// its `Idempotency-Key` comes without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

/// Lists the API tokens, oldest first, without their secrets.
#[utoipa::path(get, path = "/tokens", tag = "tokens", params(Paging, TokenQuery),
    responses((status = 200, body = List<Token>), Refusals))]
async fn list(caller: Caller, query: ListQuery<TokenQuery>) -> Answer<Json<List<Token>>> {
    let TokenQuery { in_use } = query.filter;
    Ok(query.answer(caller.store.page_of_tokens(&caller.actor, in_use, &query.page, caller.now).await?))
}

/// Makes an API token.
#[utoipa::path(post, path = "/tokens", tag = "tokens", params(IdempotencyKey), request_body = NewToken,
    responses((status = 201, body = CreatedToken, headers(("Location" = String))), Refusals, BodyRefusals))]
async fn create(caller: Caller, Json(new): Json<NewToken>) -> Answer<Response> {
    let (token, secret) = caller.store.create_token(&caller.actor, &new, caller.now).await?;
    let location = format!("/api/v1/tokens/{}", token.id);
    let kept = KeptBody(serde_json::to_string(&token).expect("our types are plain JSON"));
    let created = CreatedToken { token, secret: Some(secret.expose().to_owned()) };
    let mut answer = (StatusCode::CREATED, [(LOCATION, location)], Json(created)).into_response();
    answer.extensions_mut().insert(kept);
    Ok(answer)
}

/// Revokes a token: from now on it is refused.
#[utoipa::path(delete, path = "/tokens/{id}", tag = "tokens", params(("id" = TokenId, Path)),
    responses((status = 204), Refusals))]
async fn revoke(caller: Caller, Path(id): Path<TokenId>) -> Answer<StatusCode> {
    caller.store.revoke_token(&caller.actor, id, caller.now).await?;
    Ok(StatusCode::NO_CONTENT)
}
