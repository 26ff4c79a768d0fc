use chrono::{DateTime, Utc};
use fleet::overview::FleetSummary;
use fleet::trend::{TrendPoint, TrendRange};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::scope::scope;
use super::{Answer, Caller, Json, Operations, Query, Refusal, Refusals};

pub fn operations() -> Operations {
    Operations::new().routes(routes!(get)).routes(routes!(trends))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FleetQuery {
    /// A past moment; now where it is left out.
    as_of: Option<DateTime<Utc>>,
    /// Only on hosts with this label: `team=payments`. Of several keys all must hold, of one key any value.
    #[serde(default)]
    label: Vec<String>,
    /// Only on these hosts, by id.
    #[serde(default)]
    host: Vec<String>,
    /// Only of these Compose projects, Swarm stacks, Kubernetes namespaces.
    #[serde(default)]
    project: Vec<String>,
}

/// The fleet, or a part of it, at one moment.
#[derive(Debug, Serialize, ToSchema)]
struct FleetAt {
    as_of: DateTime<Utc>,
    #[serde(flatten)]
    summary: FleetSummary,
}

/// How the fleet stands, or stood at a past moment.
#[utoipa::path(get, path = "/fleet", tag = "fleet", params(FleetQuery),
    responses((status = 200, body = FleetAt), Refusals))]
async fn get(caller: Caller, Query(query): Query<FleetQuery>) -> Answer<Json<FleetAt>> {
    let FleetQuery { as_of, label, host, project } = query;
    let scope = scope(&label, &host, &project)?;
    let as_of = as_of.unwrap_or(caller.now);
    if as_of > caller.now {
        return Err(Refusal::invalid("as_of", "it is still to come"));
    }
    let summary = if as_of == caller.now {
        caller.store.summary(&caller.actor, &scope, caller.now).await?
    } else {
        caller.store.overview_as_of(&caller.actor, &scope, as_of).await?
    };
    Ok(Json(FleetAt { as_of, summary }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TrendQuery {
    /// How far back.
    #[param(inline, default = "30d")]
    range: Option<TrendRange>,
    /// Only on hosts with this label: `team=payments`. Of several keys all must hold, of one key any value.
    #[serde(default)]
    label: Vec<String>,
    /// Only on these hosts, by id.
    #[serde(default)]
    host: Vec<String>,
    /// Only of these Compose projects, Swarm stacks, Kubernetes namespaces.
    #[serde(default)]
    project: Vec<String>,
}

/// How figures went.
#[derive(Debug, Serialize, ToSchema)]
struct Trend {
    /// Oldest first: the end of each UTC day that is known, then now.
    points: Vec<TrendPoint>,
}

/// How the fleet went, day by day.
#[utoipa::path(get, path = "/trends", tag = "fleet", params(TrendQuery),
    responses((status = 200, body = Trend), Refusals))]
async fn trends(caller: Caller, Query(query): Query<TrendQuery>) -> Answer<Json<Trend>> {
    let TrendQuery { range, label, host, project } = query;
    let scope = scope(&label, &host, &project)?;
    let points = caller.store.trend(&caller.actor, &scope, range.unwrap_or_default(), caller.now).await?;
    Ok(Json(Trend { points }))
}
