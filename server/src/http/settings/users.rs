use app::Answer;
use axum::extract::Path;
use axum::response::Response;
use fleet::access::UnknownRole;
use fleet::{Problem, Role, UserId};
use store::StoreError;

use super::Posted;
use crate::cli::sign_in_address;

/// `POST /settings/users/new`
pub async fn add(form: Posted) -> Response {
    let outcome = added(&form).await;
    form.answer(outcome).await
}

async fn added(form: &Posted) -> Result<Answer, Problem> {
    let unknown = |unknown: UnknownRole| Problem::invalid("role", unknown.to_string());
    let role: Role = form.typed.text("role").parse().map_err(unknown)?;
    let name = form.typed.text("name");
    let id =
        form.store().add_user(&form.actor, name, role, None, form.now).await.map_err(StoreError::told)?;
    let link = form.store().sign_in_link(&form.actor, Some(id), form.now).await.map_err(StoreError::told)?;
    Ok(sign_in_link(form, name, link.expose()))
}

/// `POST /settings/users/{id}`: a new link; whoever has a password loses it.
pub async fn make_link(Path(id): Path<String>, form: Posted) -> Response {
    let outcome = link_made(&form, &id).await;
    form.answer(outcome).await
}

async fn link_made(form: &Posted, id: &str) -> Result<Answer, Problem> {
    let id: UserId = id.parse().map_err(|_| Problem::NotFound)?;
    let user =
        form.store().user(&form.actor, id).await.map_err(StoreError::told)?.ok_or(Problem::NotFound)?;
    let link = if user.has_password {
        form.store().reset_sign_in(&form.actor, id, form.now).await
    } else {
        form.store().sign_in_link(&form.actor, Some(id), form.now).await
    };
    Ok(sign_in_link(form, &user.name, link.map_err(StoreError::told)?.expose()))
}

fn sign_in_link(form: &Posted, name: &str, token: &str) -> Answer {
    Answer::SignInLink { name: name.to_owned(), link: sign_in_address(&form.state.address, token) }
}
