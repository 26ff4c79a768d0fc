use fleet::workload::{WorkloadDetail, WorkloadHistory};
use leptos::prelude::*;

use crate::codec::Json;
use crate::failure::Failure;
use crate::now::Loaded;

/// Days of history that the screen shows.
pub const HISTORY_DAYS: i64 = 90;

#[server(prefix = "/fn", endpoint = "load_workload", input = Json, output = Json)]
pub async fn load_workload(id: String) -> Result<Loaded<(WorkloadDetail, WorkloadHistory)>, Failure> {
    use crate::caller::{Caller, read_id, refuse, refused};
    use fleet::Problem;
    let caller = Caller::current()?;
    let Caller { store, actor, now } = &caller;
    let id = read_id(&id)?;
    let detail = store.workload(actor, id, *now).await.map_err(refused)?;
    let from = *now - chrono::Duration::days(HISTORY_DAYS);
    let history = store.workload_history(actor, id, from, *now).await.map_err(refused)?;
    match (detail, history) {
        (Some(detail), Some(history)) => Ok(caller.loaded((detail, history))),
        _ => Err(refuse(Problem::NotFound)),
    }
}
