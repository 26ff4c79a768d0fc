use chrono::{DateTime, TimeDelta, Utc};
use fleet::fix::WorkloadFixes;
use fleet::grades::Standing;
use fleet::workload::{WorkloadDetail, WorkloadFilter, WorkloadHistory, WorkloadRow, WorkloadSort};
use fleet::{Problem, Scope, WorkloadId};
use posture::Dimension;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::routes;

use super::scope::{InScope, ScopeParameters};
use super::sort::{Orders, Sort};
use super::{
    Answer, Caller, Json, Known, List, ListQuery, Operations, Paging, Path, Query, Refusal, Refusals, Tagged,
};

/// How far back a history goes where nothing is said.
const HISTORY: TimeDelta = TimeDelta::days(90);

pub fn operations() -> Operations {
    Operations::new()
        .routes(routes!(list))
        .routes(routes!(get))
        .routes(routes!(history))
        .routes(routes!(posture))
        .routes(routes!(fixes))
}

impl Orders for WorkloadSort {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("score", Self::Score),
        ("name", Self::Name),
        ("host", Self::Host),
        ("change_7d", Self::Change),
        ("first_seen_at", Self::FirstSeen),
        ("image_trust", Self::Dimension(Dimension::ImageTrust)),
        ("capabilities", Self::Dimension(Dimension::Capabilities)),
        ("mounts", Self::Dimension(Dimension::Mounts)),
        ("secrets", Self::Dimension(Dimension::Secrets)),
        ("staleness", Self::Dimension(Dimension::Staleness)),
    ];
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct WorkloadQuery {
    /// Words in name, project, host or image.
    #[param(min_length = 1)]
    q: Option<String>,
    /// Only with one of these grades; `A?` is an A of incomplete facts.
    #[serde(default)]
    grade: Vec<Standing>,
    /// Only with an open finding of this rule.
    #[param(min_length = 1)]
    rule: Option<String>,
    /// Only with (true) or without (false) an open escape path.
    escape_path: Option<bool>,
    /// Only with (true) or without (false) a check that could be high or critical and could not be made.
    incomplete: Option<bool>,
    /// Only with (true) or without (false) an accepted risk.
    accepted: Option<bool>,
    /// Also those that are gone or have exited.
    #[serde(default)]
    include_gone: bool,
    /// The order: a field, with a minus before it downwards.
    #[param(value_type = Option<String>, default = "score",
        pattern = "^-?(score|name|host|change_7d|first_seen_at|image_trust|capabilities|mounts|secrets|staleness)$")]
    sort: Option<Sort<WorkloadSort>>,
}

impl WorkloadQuery {
    fn filter(&self, scope: Scope) -> WorkloadFilter {
        WorkloadFilter {
            search: self.q.clone(),
            grades: self.grade.clone(),
            scope,
            rule: self.rule.clone(),
            escape_path: self.escape_path,
            incomplete: self.incomplete,
            accepted: self.accepted,
            include_gone: self.include_gone,
        }
    }
}

/// Lists the workloads, the worst first.
#[utoipa::path(get, path = "/workloads", tag = "workloads", params(Paging, WorkloadQuery, ScopeParameters),
    responses((status = 200, body = List<WorkloadRow>), Refusals))]
async fn list(caller: Caller, query: ListQuery<InScope<WorkloadQuery>>) -> Answer<Json<List<WorkloadRow>>> {
    let InScope { scope, rest } = &query.filter;
    let filter = rest.filter(scope.clone());
    let (by, direction) = rest.sort.map(|sort| (sort.by, sort.direction)).unwrap_or_default();
    let page = &query.page;
    let rows = caller.store.list_workloads(&caller.actor, &filter, by, direction, page, caller.now).await?;
    Ok(query.answer(rows))
}

/// A workload: its score and what it is made of, its findings, its escape paths, its facts.
#[utoipa::path(get, path = "/workloads/{id}", tag = "workloads", params(("id" = WorkloadId, Path)),
    responses((status = 200, body = WorkloadDetail, headers(("ETag" = String))), Refusals))]
async fn get(caller: Caller, Path(id): Path<WorkloadId>, known: Known) -> Answer<Tagged<WorkloadDetail>> {
    let workload = caller.store.workload(&caller.actor, id, caller.now).await?.ok_or(Problem::NotFound)?;
    Ok(Tagged::by_content(workload, &known))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct HistoryQuery {
    /// Since when; 90 days where it is left out.
    from: Option<DateTime<Utc>>,
}

/// The past of a workload: intervals in which its posture stayed the same, oldest first.
#[utoipa::path(get, path = "/workloads/{id}/history", tag = "workloads",
    params(("id" = WorkloadId, Path), HistoryQuery),
    responses((status = 200, body = WorkloadHistory), Refusals))]
async fn history(
    caller: Caller,
    Path(id): Path<WorkloadId>,
    Query(query): Query<HistoryQuery>,
) -> Answer<Json<WorkloadHistory>> {
    let from = query.from.unwrap_or(caller.now - HISTORY);
    let history = caller.store.workload_history(&caller.actor, id, from, caller.now).await?;
    Ok(Json(history.ok_or(Problem::NotFound)?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PostureQuery {
    /// A past moment.
    as_of: DateTime<Utc>,
}

/// What was known of a workload at a past moment. What is volatile, such as whether it ran, is not kept.
#[utoipa::path(get, path = "/workloads/{id}/posture", tag = "workloads",
    params(("id" = WorkloadId, Path), PostureQuery),
    responses((status = 200, body = WorkloadDetail), Refusals))]
async fn posture(
    caller: Caller,
    Path(id): Path<WorkloadId>,
    Query(query): Query<PostureQuery>,
) -> Answer<Json<WorkloadDetail>> {
    if query.as_of > caller.now {
        return Err(Refusal::invalid("as_of", "it is still to come"));
    }
    let then = caller.store.workload_as_of(&caller.actor, id, query.as_of).await?;
    Ok(Json(then.ok_or(Problem::NotFound)?))
}

/// What mends a workload: fixes in the order in which they help most, each measured with those before it made.
#[utoipa::path(get, path = "/workloads/{id}/fixes", tag = "workloads", params(("id" = WorkloadId, Path)),
    responses((status = 200, body = WorkloadFixes), Refusals))]
async fn fixes(caller: Caller, Path(id): Path<WorkloadId>) -> Answer<Json<WorkloadFixes>> {
    let fixes = caller.store.workload_fixes(&caller.actor, id, caller.now).await?;
    Ok(Json(fixes.ok_or(Problem::NotFound)?))
}
