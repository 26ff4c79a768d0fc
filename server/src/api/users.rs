use axum::response::{IntoResponse, Response};
use fleet::session::{User, UserFilter};
use fleet::{Problem, Role, UserId};
use http::StatusCode;
use http::header::LOCATION;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::{
    Answer, BodyRefusals, Caller, IdempotencyKey, Json, Known, List, ListQuery, Operations, Paging, Path,
    Refusals, Tagged,
};

pub fn operations() -> Operations {
    Operations::new().routes(routes!(list, add)).routes(routes!(get, change))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct UserQuery {
    /// Only with one of these roles.
    #[serde(default)]
    role: Vec<Role>,
    /// Only those who cannot (true) or who can (false) sign in.
    disabled: Option<bool>,
}

/// Lists the people, by name.
#[utoipa::path(get, path = "/users", tag = "users", params(Paging, UserQuery),
    responses((status = 200, body = List<User>), Refusals))]
async fn list(caller: Caller, query: ListQuery<UserQuery>) -> Answer<Json<List<User>>> {
    let filter = UserFilter { roles: query.filter.role.clone(), disabled: query.filter.disabled };
    Ok(query.answer(caller.store.page_of_users(&caller.actor, &filter, &query.page).await?))
}

/// Who is to be added.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "ada", "role": "analyst" }))]
struct NewUser {
    /// 1 to 100 characters; unique without regard to case.
    name: String,
    role: Role,
}

/// Adds a person. They have no password yet: `plimsoll user link NAME` gives a link with which they sign in.
#[utoipa::path(post, path = "/users", tag = "users", params(IdempotencyKey), request_body = NewUser,
    responses((status = 201, body = User, headers(("Location" = String))), Refusals, BodyRefusals))]
async fn add(caller: Caller, Json(new): Json<NewUser>) -> Answer<Response> {
    let id = caller.store.add_user(&caller.actor, &new.name, new.role, None, caller.now).await?;
    let user = find(&caller, id).await?;
    let location = [(LOCATION, format!("/api/v1/users/{id}"))];
    Ok((StatusCode::CREATED, location, Json(user)).into_response())
}

/// A person.
#[utoipa::path(get, path = "/users/{id}", tag = "users", params(("id" = UserId, Path)),
    responses((status = 200, body = User, headers(("ETag" = String))), Refusals))]
async fn get(caller: Caller, Path(id): Path<UserId>, known: Known) -> Answer<Tagged<User>> {
    Ok(Tagged::by_content(find(&caller, id).await?, &known))
}

/// What is to become different about a person; what is left out stays.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "disabled": true }))]
struct UserChange {
    #[serde(default)]
    role: Option<Role>,
    /// Whoever is disabled cannot sign in, and their sessions end.
    #[serde(default)]
    disabled: Option<bool>,
}

/// Changes what a person may do.
#[utoipa::path(patch, path = "/users/{id}", tag = "users", params(("id" = UserId, Path)), request_body = UserChange,
    responses((status = 200, body = User), Refusals, BodyRefusals))]
async fn change(
    caller: Caller,
    Path(id): Path<UserId>,
    Json(change): Json<UserChange>,
) -> Answer<Json<User>> {
    if let Some(role) = change.role {
        caller.store.set_role(&caller.actor, id, role, caller.now).await?;
    }
    if let Some(disabled) = change.disabled {
        caller.store.set_user_disabled(&caller.actor, id, disabled, caller.now).await?;
    }
    Ok(Json(find(&caller, id).await?))
}

async fn find(caller: &Caller, id: UserId) -> Answer<User> {
    Ok(caller.store.user(&caller.actor, id).await?.ok_or(Problem::NotFound)?)
}
