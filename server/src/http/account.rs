//! Changing one's own password asks for the current one, which nobody may guess with a session that is not theirs.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use fleet::{Actor, Problem};
use http::header::LOCATION;
use tracing::warn;

use super::problem;
use crate::AppState;

const SET_PASSWORD: &str = "/fn/set_password";

/// Refuses further guesses of a current password for a while, wherever they come from.
pub async fn slow_down(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let user = request.extensions().get::<Actor>().and_then(Actor::user_id);
    let Some(user) = user.filter(|_| request.uri().path() == SET_PASSWORD) else {
        return next.run(request).await;
    };
    let Some(attempt) = state.throttle.attempt(&format!("password of {user}"), None, state.clock.now())
    else {
        warn!(%user, "a change of password was refused: too many failures");
        let detail = "too many wrong passwords; try again in a quarter of an hour".into();
        return problem::respond(&Problem::Conflict { detail }, request.headers());
    };
    let answer = next.run(request).await;
    if leads_to_sign_in(&answer) {
        state.throttle.succeeded(&attempt);
    }
    answer
}

/// A change that succeeded ends the session.
fn leads_to_sign_in(answer: &Response) -> bool {
    let location = answer.headers().get(LOCATION).and_then(|location| location.to_str().ok());
    location.is_some_and(|location| location.starts_with("/sign-in?"))
}
