use app::{Answer, token_typed};
use axum::response::Response;
use fleet::Problem;
use store::StoreError;

use super::Posted;

/// `POST /settings/tokens/new`
pub async fn make(form: Posted) -> Response {
    let outcome = made(&form).await;
    form.answer(outcome).await
}

async fn made(form: &Posted) -> Result<Answer, Problem> {
    let new = token_typed(&form.typed, form.now)?;
    let (token, secret) =
        form.store().create_token(&form.actor, &new, form.now).await.map_err(StoreError::told)?;
    Ok(Answer::Token { name: token.name, secret: secret.expose().to_owned() })
}
