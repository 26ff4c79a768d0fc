use chrono::{DateTime, Utc};
use fleet::overview::FleetSummary;
use fleet::trend::{TrendPoint, TrendRange};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::scope::{InScope, ScopeParameters};
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
}

/// The fleet, or a part of it, at one moment.
#[derive(Debug, Serialize, ToSchema)]
struct FleetAt {
    as_of: DateTime<Utc>,
    #[serde(flatten)]
    summary: FleetSummary,
}

/// How the fleet stands, or stood at a past moment.
#[utoipa::path(get, path = "/fleet", tag = "fleet", params(FleetQuery, ScopeParameters),
    responses((status = 200, body = FleetAt), Refusals))]
async fn get(caller: Caller, Query(query): Query<InScope<FleetQuery>>) -> Answer<Json<FleetAt>> {
    let InScope { scope, rest } = query;
    let as_of = rest.as_of.unwrap_or(caller.now);
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
}

/// How figures went.
#[derive(Debug, Serialize, ToSchema)]
struct Trend {
    /// Oldest first: the end of each UTC day that is known, then now.
    points: Vec<TrendPoint>,
}

/// How the fleet went, day by day.
#[utoipa::path(get, path = "/trends", tag = "fleet", params(TrendQuery, ScopeParameters),
    responses((status = 200, body = Trend), Refusals))]
async fn trends(caller: Caller, Query(query): Query<InScope<TrendQuery>>) -> Answer<Json<Trend>> {
    let InScope { scope, rest } = query;
    let range = rest.range.unwrap_or_default();
    let points = caller.store.trend(&caller.actor, &scope, range, caller.now).await?;
    Ok(Json(Trend { points }))
}
