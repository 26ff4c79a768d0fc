use std::collections::HashMap;

use fleet::FindingId;
use fleet::fix::WorkloadFixes;
use fleet::ticket::Ticket;
use fleet::workload::{WorkloadDetail, WorkloadHistory};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::codec::Json;
use crate::failure::Failure;
use crate::now::Loaded;

/// Days of history that the screen shows.
pub const HISTORY_DAYS: i64 = 90;

/// What is known of a workload.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Known {
    pub detail: WorkloadDetail,
    pub history: WorkloadHistory,
    /// Of its findings.
    pub tickets: HashMap<FindingId, Ticket>,
    pub fixes: WorkloadFixes,
}

#[server(prefix = "/fn", endpoint = "load_workload", input = Json, output = Json)]
pub async fn load_workload(id: String) -> Result<Loaded<Known>, Failure> {
    use crate::caller::{Caller, read_id, refuse, refused};
    use fleet::Problem;
    let caller = Caller::current()?;
    let Caller { store, actor, now } = &caller;
    let id = read_id(&id)?;
    let detail = store.workload(actor, id, *now).await.map_err(refused)?;
    let from = *now - chrono::Duration::days(HISTORY_DAYS);
    let history = store.workload_history(actor, id, from, *now).await.map_err(refused)?;
    let fixes = store.workload_fixes(actor, id, *now).await.map_err(refused)?;
    let (Some(detail), Some(history), Some(fixes)) = (detail, history, fixes) else {
        return Err(refuse(Problem::NotFound));
    };
    let findings: Vec<_> = detail.findings.iter().map(|finding| finding.id).collect();
    let tickets = store.tickets(actor, &findings).await.map_err(refused)?;
    Ok(caller.loaded(Known { detail, history, tickets, fixes }))
}
