//! Who did what, newest first; never rewritten.

mod entries;
mod filters;
mod query;
mod server_fns;

use fleet::Paged;
use fleet::audit::AuditEntry;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::head::{Part, PartHead};
use crate::components::pager::Pager;
use crate::components::problem::LoadFailed;
use crate::components::state::Empty;
use crate::now::Loaded;
use entries::EntryTable;
use filters::FilterBar;
pub use query::AuditQuery;
use server_fns::load_audit;

#[component]
pub fn AuditScreen() -> impl IntoView {
    let query = use_query_map().with_untracked(AuditQuery::read);
    let asked = query.clone();
    let entries = Resource::new_blocking(move || asked.clone(), load_audit);
    view! {
        <Suspense>
            {move || {
                let query = query.clone();
                Suspend::new(async move {
                    match entries.await {
                        Ok(loaded) => view! { <AuditLog query loaded/> }.into_any(),
                        Err(failure) => view! { <LoadFailed failure/> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

/// The screen for one answer of the store.
#[component]
pub fn AuditLog(query: AuditQuery, loaded: Loaded<Paged<AuditEntry>>) -> impl IntoView {
    let Loaded { now, role, value: page } = loaded;
    let next = page.next.clone().map(|cursor| query.next(cursor).href());
    let first = query.after.is_some().then(|| query.first().href());
    let shown = i64::try_from(page.items.len()).unwrap_or(page.total);
    view! {
        <PartHead part=Part::Audit role/>
        <FilterBar query=query.clone()/>
        {if shown == 0 {
            view! {
                <Empty title="No entry matches">
                    <p class="sub">"Every entry that is kept was looked at. The operator says for how long: 400 days unless set otherwise."</p>
                    <a class="btn" href=Part::Audit.path()>
                        "Clear the filters"
                    </a>
                </Empty>
            }
            .into_any()
        } else {
            view! { <EntryTable entries=page.items query=query.clone() now/> }.into_any()
        }}
        <Pager total=page.total shown page=query.page first next/>
    }
    .into_any()
}
