use axum::response::{IntoResponse, Response};
use fleet::report::{ReportDelivery, ReportRow, ReportSchedule};
use fleet::{Problem, ReportId, Scope};
use http::header::{ACCEPT, LOCATION};
use http::{HeaderMap, StatusCode};
use report::{Format, period};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::{
    Answer, BodyRefusals, Caller, IdempotencyKey, Json, List, ListQuery, NoFilter, Operations, Paging, Path,
    Query, Refusal, Refusals,
};
use crate::report::{download, render_for};

pub fn operations() -> Operations {
    Operations::new()
        .routes(routes!(list, make))
        .routes(routes!(get))
        .routes(routes!(content))
        .routes(routes!(deliveries))
        .routes(routes!(schedule, set_schedule))
}

/// Lists the archived reports, newest first.
#[utoipa::path(get, path = "/reports", tag = "reports", params(Paging),
    responses((status = 200, body = List<ReportRow>), Refusals))]
async fn list(caller: Caller, query: ListQuery<NoFilter>) -> Answer<Json<List<ReportRow>>> {
    let reports = caller.store.list_reports(&caller.actor, &query.page).await?;
    Ok(query.answer(reports))
}

/// Which week of what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewReport {
    /// ISO 8601, such as `2026-W46`; left out: the last week that is over.
    #[serde(default)]
    week: Option<String>,
    /// IANA name, in which the week begins and ends; UTC unless given.
    #[serde(default = "utc")]
    time_zone: String,
    /// The whole fleet unless given.
    #[serde(default)]
    scope: Scope,
}

fn utc() -> String {
    "UTC".into()
}

/// Makes the report of a week and archives it: as of the week's end, or of now while the week lasts.
#[utoipa::path(post, path = "/reports", tag = "reports", params(IdempotencyKey), request_body = NewReport,
    responses((status = 201, body = ReportRow, headers(("Location" = String))), Refusals, BodyRefusals))]
async fn make(caller: Caller, Json(new): Json<NewReport>) -> Answer<Response> {
    let week = period::wanted(new.week.as_deref(), &new.time_zone, caller.now).map_err(refused)?;
    let made = caller.store.make_report(&caller.actor, &week, &new.scope, caller.now).await?;
    let location = format!("/api/v1/reports/{}", made.id);
    Ok((StatusCode::CREATED, [(LOCATION, location)], Json(made)).into_response())
}

fn refused(wrong: period::PeriodError) -> Refusal {
    Refusal::invalid(wrong.field(), wrong.to_string())
}

/// One report of the archive: what it is of, when it was made, and its hash.
#[utoipa::path(get, path = "/reports/{id}", tag = "reports", params(("id" = ReportId, Path)),
    responses((status = 200, body = ReportRow), Refusals))]
async fn get(caller: Caller, Path(id): Path<ReportId>) -> Answer<Json<ReportRow>> {
    let archived = caller.store.report(&caller.actor, id).await?.ok_or(Problem::NotFound)?;
    Ok(Json(archived.row))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ContentQuery {
    /// pdf, xlsx, csv, json or html; left out: what the header `Accept` asks for, else json.
    format: Option<String>,
}

/// The report as a file. The same report gives the same bytes.
#[utoipa::path(get, path = "/reports/{id}/content", tag = "reports",
    params(("id" = ReportId, Path), ContentQuery),
    responses(
        (status = 200, content(
            (serde_json::Value = "application/json"),
            (Vec<u8> = "application/pdf"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (String = "text/csv"),
            (String = "text/html"),
        )),
        Refusals,
    ))]
async fn content(
    caller: Caller,
    Path(id): Path<ReportId>,
    Query(query): Query<ContentQuery>,
    headers: HeaderMap,
) -> Answer<Response> {
    let format = match query.format.as_deref() {
        Some(name) => name
            .parse()
            .map_err(|wrong: report::UnknownFormat| Refusal::invalid("format", wrong.to_string()))?,
        None => accepted(&headers),
    };
    let archived = caller.store.report(&caller.actor, id).await?.ok_or(Problem::NotFound)?;
    Ok(download(render_for(archived, format).await?))
}

/// The first format that the header names.
fn accepted(headers: &HeaderMap) -> Format {
    let accept = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let wanted = accept.split(',').filter_map(|part| {
        let name = part.split(';').next()?.trim();
        Format::ALL.into_iter().find(|format| format.media_type().split(';').next() == Some(name))
    });
    wanted.into_iter().next().unwrap_or(Format::Json)
}

/// Who gets or got a report by mail.
#[utoipa::path(get, path = "/reports/{id}/deliveries", tag = "reports", params(("id" = ReportId, Path), Paging),
    responses((status = 200, body = List<ReportDelivery>), Refusals))]
async fn deliveries(
    caller: Caller,
    Path(id): Path<ReportId>,
    query: ListQuery<NoFilter>,
) -> Answer<Json<List<ReportDelivery>>> {
    let deliveries = caller.store.report_deliveries(&caller.actor, id).await?;
    query.answer_of(deliveries, |delivery| delivery.recipient.clone())
}

/// When reports are made by themselves, and, for those who may set it, who gets them.
#[utoipa::path(get, path = "/report-schedule", tag = "reports",
    responses((status = 200, body = ReportSchedule), Refusals))]
async fn schedule(caller: Caller) -> Answer<Json<ReportSchedule>> {
    Ok(Json(caller.store.report_schedule(&caller.actor).await?))
}

/// Sets it. `next_at` follows from the rest.
#[utoipa::path(put, path = "/report-schedule", tag = "reports", request_body = ReportSchedule,
    responses((status = 200, body = ReportSchedule), Refusals, BodyRefusals))]
async fn set_schedule(caller: Caller, Json(wanted): Json<ReportSchedule>) -> Answer<Json<ReportSchedule>> {
    let next_at = period::next(wanted.day, wanted.hour, &wanted.time_zone, caller.now).map_err(refused)?;
    let schedule = ReportSchedule { next_at: wanted.enabled.then_some(next_at), ..wanted };
    caller.store.set_report_schedule(&caller.actor, &schedule, caller.now).await?;
    Ok(Json(schedule))
}
