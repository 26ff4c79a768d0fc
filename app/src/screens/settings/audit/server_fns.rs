use fleet::Paged;
use fleet::audit::AuditEntry;
use leptos::prelude::*;

use super::AuditQuery;
use crate::codec::Json;
use crate::failure::Failure;
use crate::now::Loaded;

#[server(prefix = "/fn", endpoint = "load_audit", input = Json, output = Json)]
pub async fn load_audit(query: AuditQuery) -> Result<Loaded<Paged<AuditEntry>>, Failure> {
    use crate::caller::{Caller, refused};
    let caller = Caller::current()?;
    let page = fleet::Page::after(query.after, fleet::Page::DEFAULT_LIMIT);
    let entries = caller.store.list_audit(&caller.actor, &query.filter, &page).await;
    Ok(caller.loaded(entries.map_err(refused)?))
}
