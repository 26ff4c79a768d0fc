use fleet::scan::ScanOutcome;
use fleet::scan_run::{ScanRun, ScanRunFilter};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::routes;

use super::scope::scope;
use super::{Answer, Caller, Json, List, ListQuery, Operations, Paging, Refusals};

pub fn operations() -> Operations {
    Operations::new().routes(routes!(list))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ScanQuery {
    /// Only of hosts with this label: `team=payments`. Of several keys all must hold, of one key any value.
    #[serde(default)]
    label: Vec<String>,
    /// Only of these hosts, by id.
    #[serde(default)]
    host: Vec<String>,
    /// Only those that ended so.
    #[serde(default)]
    outcome: Vec<ScanOutcome>,
}

/// Lists the scans, the latest first; those that followed each other and found the same are one entry.
#[utoipa::path(get, path = "/scans", tag = "scans", params(Paging, ScanQuery),
    responses((status = 200, body = List<ScanRun>), Refusals))]
async fn list(caller: Caller, query: ListQuery<ScanQuery>) -> Answer<Json<List<ScanRun>>> {
    let ScanQuery { label, host, outcome } = &query.filter;
    let filter = ScanRunFilter { scope: scope(label, host, &[])?, outcomes: outcome.clone() };
    let runs = caller.store.list_scan_runs(&caller.actor, &filter, &query.page, caller.now).await?;
    Ok(query.answer(runs))
}
