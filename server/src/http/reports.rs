//! Reports for whoever is signed in: files, and the forms of their screen, which answer by leading back to it.

use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use fleet::report::ReportSchedule;
use fleet::{Actor, Problem, ReportId, Scope};
use http::header::CONTENT_SECURITY_POLICY;
use http::{HeaderMap, HeaderValue};
use report::{Format, period};
use serde::Deserialize;
use store::StoreError;

use super::problem;
use crate::AppState;
use crate::report::{download, render_for};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/reports/make", post(make))
        .route("/reports/schedule", post(set_schedule))
        .route("/reports/{id}/{file}", get(file))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewReport {
    /// Empty: the last week that is over.
    #[serde(default)]
    week: String,
    time_zone: String,
    /// Labels, apart by commas: `team=payments, env=prod`.
    #[serde(default)]
    labels: String,
}

async fn make(
    State(state): State<AppState>,
    Extension(actor): Extension<Actor>,
    headers: HeaderMap,
    Form(new): Form<NewReport>,
) -> Response {
    let made = async {
        let now = state.clock.now();
        let week = Some(new.week.trim()).filter(|week| !week.is_empty());
        let week = period::wanted(week, new.time_zone.trim(), now).map_err(refused)?;
        let made = state.store.make_report(&actor, &week, &scope(&new.labels)?, now).await;
        made.map_err(StoreError::told)
    };
    match made.await {
        Ok(row) => Redirect::to(&format!("/reports/{}", row.id)).into_response(),
        Err(problem) => problem::respond(&problem, &headers),
    }
}

fn scope(labels: &str) -> Result<Scope, Problem> {
    let labels = labels.split(',').map(str::trim).filter(|label| !label.is_empty());
    Scope::read(labels.map(|label| ("label", label)))
}

fn refused(wrong: period::PeriodError) -> Problem {
    Problem::invalid(wrong.field(), wrong.to_string())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WantedSchedule {
    /// Absent where the box is not ticked.
    enabled: Option<String>,
    day: u8,
    hour: u8,
    time_zone: String,
    #[serde(default)]
    labels: String,
    /// Addresses, apart by spaces, commas or lines.
    #[serde(default)]
    recipients: String,
}

async fn set_schedule(
    State(state): State<AppState>,
    Extension(actor): Extension<Actor>,
    headers: HeaderMap,
    Form(wanted): Form<WantedSchedule>,
) -> Response {
    let set = async {
        let now = state.clock.now();
        let time_zone = wanted.time_zone.trim().to_owned();
        let next_at = period::next(wanted.day, wanted.hour, &time_zone, now).map_err(refused)?;
        let enabled = wanted.enabled.is_some();
        let recipients =
            wanted.recipients.split([' ', ',', ';', '\n', '\r', '\t']).filter(|part| !part.is_empty());
        // Hosts and projects that an API call has named stay: left out, they would widen the scope.
        let before = state.store.report_schedule(&actor).await.map_err(StoreError::told)?;
        let schedule = ReportSchedule {
            enabled,
            day: wanted.day,
            hour: wanted.hour,
            time_zone,
            scope: Scope { labels: scope(&wanted.labels)?.labels, ..before.scope },
            recipients: recipients.map(str::to_owned).collect(),
            next_at: enabled.then_some(next_at),
        };
        let set = state.store.set_report_schedule(&actor, &schedule, now).await;
        set.map_err(StoreError::told)
    };
    match set.await {
        Ok(()) => Redirect::to("/reports").into_response(),
        Err(problem) => problem::respond(&problem, &headers),
    }
}

/// `/reports/{id}/plimsoll-2026-W46.pdf`: the format is what stands after the last dot. HTML is shown, not saved.
async fn file(
    State(state): State<AppState>,
    Extension(actor): Extension<Actor>,
    headers: HeaderMap,
    Path((id, file)): Path<(String, String)>,
) -> Response {
    let rendered = async {
        let format: Format =
            file.rsplit('.').next().and_then(|end| end.parse().ok()).ok_or(Problem::NotFound)?;
        let id: ReportId = id.parse().map_err(|_| Problem::NotFound)?;
        let archived = state.store.report(&actor, id).await.map_err(StoreError::told)?;
        let file = render_for(archived.ok_or(Problem::NotFound)?, format).await?;
        Ok((file, format))
    };
    match rendered.await {
        Ok((file, Format::Html)) => page(download(file)),
        Ok((file, _)) => download(file),
        Err(problem) => problem::respond(&problem, &headers),
    }
}

/// Its only style is the one whose hash the policy names.
fn page(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    headers.remove(http::header::CONTENT_DISPOSITION);
    let policy = format!(
        "default-src 'none'; style-src '{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        report::style_hash()
    );
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::try_from(policy).expect("a policy is plain text"));
    answer
}
