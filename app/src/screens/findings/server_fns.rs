use fleet::Paged;
use fleet::finding::{FindingDetail, FindingRow};
use fleet::ticket::Ticket;
use leptos::prelude::*;

use super::FindingQuery;
use crate::codec::Json;
use crate::failure::Failure;
use crate::now::Loaded;

#[server(prefix = "/fn", endpoint = "load_findings", input = Json, output = Json)]
pub async fn load_findings(query: FindingQuery) -> Result<Loaded<Paged<FindingRow>>, Failure> {
    use crate::caller::{Caller, refused};
    let caller = Caller::current()?;
    let page = fleet::Page::after(query.after, fleet::Page::DEFAULT_LIMIT);
    let rows = caller.store.list_findings(&caller.actor, &query.filter, &page, caller.now).await;
    Ok(caller.loaded(rows.map_err(refused)?))
}

#[server(prefix = "/fn", endpoint = "load_finding", input = Json, output = Json)]
pub async fn load_finding(id: String) -> Result<Loaded<(FindingDetail, Option<Ticket>)>, Failure> {
    use crate::caller::{Caller, read_id, refuse, refused};
    use fleet::Problem;
    let caller = Caller::current()?;
    let id = read_id(&id)?;
    let detail = caller.store.finding(&caller.actor, id, caller.now).await.map_err(refused)?;
    let detail = detail.ok_or_else(|| refuse(Problem::NotFound))?;
    let ticket = caller.store.ticket(&caller.actor, id).await.map_err(refused)?;
    Ok(caller.loaded((detail, ticket)))
}

/// `revision` is the one that was looked at; a finding that changed since is not decided on.
#[server(prefix = "/fn", endpoint = "acknowledge_finding")]
pub async fn acknowledge_finding(id: String, revision: i64) -> Result<(), Failure> {
    decide(&id, revision, &fleet::finding::Decision::Acknowledge).await
}

/// Accepts the risk until the end of the UTC day `until` (`2027-01-31`).
#[server(prefix = "/fn", endpoint = "accept_finding")]
pub async fn accept_finding(id: String, revision: i64, reason: String, until: String) -> Result<(), Failure> {
    use crate::caller::refuse;
    use fleet::Problem;
    let end = until.parse::<chrono::NaiveDate>().ok().and_then(|day| day.and_hms_opt(23, 59, 59));
    let until =
        end.ok_or_else(|| refuse(Problem::invalid("until", "not a date such as 2027-01-31")))?.and_utc();
    decide(&id, revision, &fleet::finding::Decision::Accept { reason, until }).await
}

#[server(prefix = "/fn", endpoint = "revoke_acceptance")]
pub async fn revoke_acceptance(id: String, revision: i64) -> Result<(), Failure> {
    decide(&id, revision, &fleet::finding::Decision::RevokeAcceptance).await
}

#[cfg(feature = "ssr")]
async fn decide(id: &str, revision: i64, decision: &fleet::finding::Decision) -> Result<(), Failure> {
    use crate::caller::{Caller, read_id, refused};
    let caller = Caller::current()?;
    let id = read_id(id)?;
    caller.store.decide(&caller.actor, id, Some(revision), decision, caller.now).await.map_err(refused)?;
    Ok(())
}
