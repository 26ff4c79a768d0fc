//! Forms of the settings that their own page answers, because something in the answer is shown once: a sign-in link, a
//! token, a secret. It travels in that answer and nowhere else.

mod posted;
mod tokens;
mod users;
mod webhooks;

use axum::Router;
use axum::routing::post;

use crate::AppState;
use posted::Posted;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/settings/users/new", post(users::add))
        .route("/settings/users/{id}", post(users::make_link))
        .route("/settings/tokens/new", post(tokens::make))
        .route("/settings/webhooks/new", post(webhooks::add))
        .route("/settings/webhooks/{id}", post(webhooks::renew_secret))
        .route("/settings/webhooks/{id}/change", post(webhooks::change))
}
