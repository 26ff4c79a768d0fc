use fleet::Paged;
use fleet::report::{Report, ReportDelivery, ReportRow, ReportSchedule};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::codec::Json;
use crate::failure::Failure;
use crate::now::Loaded;

/// A part of the archive, and when reports are made by themselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Archive {
    pub reports: Paged<ReportRow>,
    pub schedule: ReportSchedule,
}

/// One report, and for those who may see it who got it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Archived {
    pub row: ReportRow,
    pub report: Report,
    pub deliveries: Vec<ReportDelivery>,
}

#[server(prefix = "/fn", endpoint = "load_reports", input = Json, output = Json)]
pub async fn load_reports(after: Option<String>) -> Result<Loaded<Archive>, Failure> {
    use crate::caller::{Caller, refused};
    let caller = Caller::current()?;
    let page = fleet::Page::after(after.map(fleet::Cursor), 25);
    let reports = caller.store.list_reports(&caller.actor, &page).await.map_err(refused)?;
    let schedule = caller.store.report_schedule(&caller.actor).await.map_err(refused)?;
    Ok(caller.loaded(Archive { reports, schedule }))
}

#[server(prefix = "/fn", endpoint = "load_report", input = Json, output = Json)]
pub async fn load_report(id: String) -> Result<Loaded<Archived>, Failure> {
    use crate::caller::{Caller, read_id, refuse, refused};
    let caller = Caller::current()?;
    let id = read_id(&id)?;
    let archived = caller.store.report(&caller.actor, id).await.map_err(refused)?;
    let archived = archived.ok_or_else(|| refuse(fleet::Problem::NotFound))?;
    let deliveries = if caller.actor.may(fleet::access::Permission::ManageReports) {
        caller.store.report_deliveries(&caller.actor, id).await.map_err(refused)?
    } else {
        Vec::new()
    };
    Ok(caller.loaded(Archived { row: archived.row, report: archived.report, deliveries }))
}
