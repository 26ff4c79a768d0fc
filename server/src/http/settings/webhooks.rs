use app::{Answer, webhook_typed};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fleet::webhook::{Webhook, WebhookSettings};
use fleet::{Problem, WebhookId};
use store::StoreError;

use super::Posted;

/// `POST /settings/webhooks/new`
pub async fn add(form: Posted) -> Response {
    let outcome = added(&form).await;
    form.answer(outcome).await
}

async fn added(form: &Posted) -> Result<Answer, Problem> {
    let settings = typed(form, true)?;
    let webhook =
        form.store().create_webhook(&form.actor, &settings, form.now).await.map_err(StoreError::told)?;
    Ok(secret(form, webhook))
}

/// `POST /settings/webhooks/{id}`: a new secret.
pub async fn renew_secret(Path(id): Path<String>, form: Posted) -> Response {
    let outcome = renewed(&form, &id).await;
    form.answer(outcome).await
}

async fn renewed(form: &Posted, id: &str) -> Result<Answer, Problem> {
    let id: WebhookId = id.parse().map_err(|_| Problem::NotFound)?;
    let webhook =
        form.store().renew_webhook_secret(&form.actor, id, form.now).await.map_err(StoreError::told)?;
    Ok(secret(form, webhook))
}

/// `POST /settings/webhooks/{id}/change`: other settings; leads to the webhook.
pub async fn change(Path(id): Path<String>, form: Posted) -> Response {
    match changed(&form, &id).await {
        Ok(id) => Redirect::to(&format!("/settings/webhooks/{id}")).into_response(),
        Err(problem) => form.answer(Err(problem)).await,
    }
}

async fn changed(form: &Posted, id: &str) -> Result<WebhookId, Problem> {
    let id: WebhookId = id.parse().map_err(|_| Problem::NotFound)?;
    let before =
        form.store().webhook(&form.actor, id).await.map_err(StoreError::told)?.ok_or(Problem::NotFound)?;
    let settings = typed(form, before.settings.enabled)?;
    let wrong = |_| Problem::invalid("revision", "a number, as the page has it");
    let revision: i64 = form.typed.text("revision").parse().map_err(wrong)?;
    let changed = form.store().change_webhook(&form.actor, id, Some(revision), &settings, form.now).await;
    changed.map_err(StoreError::told)?;
    Ok(id)
}

/// What was typed, if messages could ever reach it.
fn typed(form: &Posted, enabled: bool) -> Result<WebhookSettings, Problem> {
    let settings = webhook_typed(&form.typed, enabled)?.checked()?;
    form.state.webhooks.check(&settings.url)?;
    Ok(settings)
}

fn secret(form: &Posted, webhook: Webhook) -> Answer {
    let secret = form.state.webhooks.secret(&webhook).expose();
    Answer::WebhookSecret { name: webhook.settings.name, secret }
}
