use app::{Answer, Typed};
use axum::Form;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use fleet::{Actor, Problem};
use http::StatusCode;
use http::request::Parts;
use store::Store;

use crate::AppState;
use crate::http::{pages, problem};

/// A form that somebody has sent to the page on which it stands.
pub struct Posted {
    pub state: AppState,
    pub actor: Actor,
    pub typed: Typed,
    pub now: DateTime<Utc>,
    parts: Parts,
}

impl FromRequest<AppState> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let Some(actor) = parts.extensions.get::<Actor>().cloned() else {
            return Err(problem::respond(&Problem::Unauthenticated, &parts.headers));
        };
        let form =
            Form::<Vec<(String, String)>>::from_request(Request::from_parts(parts.clone(), body), state);
        let Form(fields) = form.await.map_err(IntoResponse::into_response)?;
        Ok(Self { state: state.clone(), actor, typed: Typed(fields), now: state.clock.now(), parts })
    }
}

impl Posted {
    pub fn store(&self) -> &Store {
        &self.state.store
    }

    /// The page, with what became of the form.
    pub async fn answer(self, outcome: Result<Answer, Problem>) -> Response {
        let (status, answer) = match outcome {
            Ok(answer) => (StatusCode::OK, answer),
            Err(problem) => {
                let status =
                    StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                (status, Answer::Refused { problem, typed: self.typed })
            }
        };
        pages::answer(self.state, self.parts, status, answer).await
    }
}
