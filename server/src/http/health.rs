//! Whether this process lives, and whether it can do its work.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Serialize;

use crate::AppState;

const DATABASE_WITHIN: Duration = Duration::from_secs(2);

/// `GET /healthz`: the process answers.
pub async fn is_alive() -> &'static str {
    "ok\n"
}

#[derive(Debug, Serialize)]
struct Readiness {
    ready: bool,
    database: &'static str,
    migrations: &'static str,
    jobs: &'static str,
}

/// `GET /readyz`: database, migrations and jobs; 503 while one of them is not well.
pub async fn is_ready(State(state): State<AppState>) -> Response {
    let database = in_time(state.store.ping()).await.is_some();
    let migrations = database && in_time(state.store.schema_is_current()).await == Some(true);
    let jobs = state.pulse.beats(state.clock.now());
    let readiness = Readiness {
        ready: database && migrations && jobs,
        database: word(database),
        migrations: word(migrations),
        jobs: word(jobs),
    };
    let status = if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(readiness)).into_response()
}

fn word(well: bool) -> &'static str {
    if well { "ok" } else { "failing" }
}

async fn in_time<T, E>(question: impl Future<Output = Result<T, E>>) -> Option<T> {
    tokio::time::timeout(DATABASE_WITHIN, question).await.ok()?.ok()
}
