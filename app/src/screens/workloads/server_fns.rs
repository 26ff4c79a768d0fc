use fleet::Paged;
use fleet::grades::GradeCounts;
use fleet::workload::WorkloadRow;
use leptos::prelude::*;

use super::WorkloadQuery;
use crate::codec::Json;
use crate::failure::Failure;
use crate::now::Loaded;

#[server(prefix = "/fn", endpoint = "load_workloads", input = Json, output = Json)]
pub async fn load_workloads(
    query: WorkloadQuery,
) -> Result<Loaded<(Paged<WorkloadRow>, GradeCounts)>, Failure> {
    use crate::caller::{Caller, refused};
    let caller = Caller::current()?;
    let Caller { store, actor, now } = &caller;
    let page = fleet::Page::after(query.after, fleet::Page::DEFAULT_LIMIT);
    let rows = store
        .list_workloads(actor, &query.filter, query.sort, query.direction, &page, *now)
        .await
        .map_err(refused)?;
    let grades = store.count_grades(actor, &query.filter, *now).await.map_err(refused)?;
    Ok(caller.loaded((rows, grades)))
}
