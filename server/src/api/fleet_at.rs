use chrono::{DateTime, TimeDelta, Utc};
use fleet::overview::FleetSummary;
use fleet::trend::{Bucket, TrendPoint, TrendRange, TrendSpan};
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
    /// How far back from `to`; instead of `from`.
    #[param(inline, default = "30d")]
    range: Option<TrendRange>,
    /// The beginning, at most 366 days before `to`.
    from: Option<DateTime<Utc>>,
    /// The end; now where it is left out.
    to: Option<DateTime<Utc>>,
    /// A point for each day or for each week, counted back from the end. Left out: days; weeks where `range=1y` is asked
    /// of a part of the fleet.
    #[param(inline)]
    bucket: Option<Bucket>,
}

impl TrendQuery {
    /// `None`: the last days as far as `range` goes.
    fn span(&self, now: DateTime<Utc>) -> Result<Option<TrendSpan>, Refusal> {
        let Self { range, from, to, bucket } = self;
        if range.is_some() && from.is_some() {
            return Err(Refusal::invalid("range", "give it or `from`, not both"));
        }
        if from.is_none() && to.is_none() && bucket.is_none() {
            return Ok(None);
        }
        let to = to.unwrap_or(now);
        let days = TimeDelta::days(range.unwrap_or_default().days() - 1);
        Ok(Some(TrendSpan {
            from: from.unwrap_or_else(|| to.checked_sub_signed(days).unwrap_or(DateTime::<Utc>::MIN_UTC)),
            to,
            bucket: bucket.unwrap_or_default(),
        }))
    }
}

/// How figures went.
#[derive(Debug, Serialize, ToSchema)]
struct Trend {
    /// Oldest first: the end of each UTC day, or of each week, that is known; then now unless `to` is earlier.
    points: Vec<TrendPoint>,
}

/// How the fleet went, day by day or week by week.
#[utoipa::path(get, path = "/trends", tag = "fleet", params(TrendQuery, ScopeParameters),
    responses((status = 200, body = Trend), Refusals))]
async fn trends(caller: Caller, Query(query): Query<InScope<TrendQuery>>) -> Answer<Json<Trend>> {
    let InScope { scope, rest } = query;
    let points = if let Some(span) = rest.span(caller.now)? {
        caller.store.trend_of(&caller.actor, &scope, &span, caller.now).await?
    } else {
        let range = rest.range.unwrap_or_default();
        caller.store.trend(&caller.actor, &scope, range, caller.now).await?
    };
    Ok(Json(Trend { points }))
}
