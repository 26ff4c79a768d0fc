//! The list of workloads: search, filters, sort and paging, all in the URL.

mod filters;
mod query;
mod server_fns;
mod table;

use fleet::Paged;
use fleet::grades::GradeCounts;
use fleet::workload::WorkloadRow;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::components::pager::Pager;
use crate::components::problem::LoadFailed;
use crate::components::state::Empty;
use crate::now::Loaded;
use crate::scope;
use filters::{Views, WorkloadFilterBar};
pub use query::WorkloadQuery;
use server_fns::load_workloads;
pub use table::WorkloadTable;

#[component]
pub fn WorkloadsScreen() -> impl IntoView {
    let params = use_query_map();
    let query = Memo::new(move |_| params.with(WorkloadQuery::read));
    let workloads = Resource::new_blocking(move || query.get(), async |query| load_workloads(query?).await);
    view! {
        <Title text="Workloads"/>
        <div class="head">
            <div>
                <h1>"Workloads"</h1>
            </div>
        </div>
        <Suspense>
            {move || Suspend::new(async move {
                match (query.get_untracked(), workloads.await) {
                    (Ok(query), Ok(loaded)) => view! { <WorkloadList query loaded/> }.into_any(),
                    (Err(failure), _) | (_, Err(failure)) => view! { <LoadFailed failure/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// Views, filters, table and pages for one answer of the store.
#[component]
pub fn WorkloadList(
    query: WorkloadQuery,
    loaded: Loaded<(Paged<WorkloadRow>, GradeCounts)>,
) -> impl IntoView {
    let Loaded { now, value: (page, grades), .. } = loaded;
    let next = page.next.clone().map(|cursor| query.next(cursor).href());
    let first = query.after.is_some().then(|| query.first().href());
    let shown = i64::try_from(page.items.len()).unwrap_or(page.total);
    view! {
        <Views query=query.clone()/>
        <WorkloadFilterBar query=query.clone() grades/>
        {if shown == 0 {
            view! { <NothingFound query=query.clone()/> }.into_any()
        } else {
            view! { <WorkloadTable rows=page.items query=query.clone() now/> }.into_any()
        }}
        <Pager total=page.total shown page=query.page first next/>
    }
    .into_any()
}

#[component]
fn NothingFound(query: WorkloadQuery) -> impl IntoView {
    if query.is_filtered() {
        return view! {
            <Empty title="No workload matches">
                <p class="sub">"Every workload in the scope was looked at, also those of hosts that do not report."</p>
                <a class="btn" href=scope::kept("/workloads")>"Clear search and filters"</a>
            </Empty>
        }
        .into_any();
    }
    if !query.filter.scope.is_everything() {
        return view! {
            <Empty title="No workload in this scope">
                <p class="sub">"Every workload of every host was looked at: none meets all conditions of the scope."</p>
                <a class="btn" href="/workloads">"Show everything"</a>
            </Empty>
        }
        .into_any();
    }
    view! {
        <Empty title="No workload yet">
            <p class="sub">"Workloads appear with the first scan of a host, usually within a minute of adding it."</p>
            <a class="btn" href="/hosts">"Go to the hosts"</a>
        </Empty>
    }
    .into_any()
}
