//! The work queue: the list stays at the left, the finding opened in it at the right.

mod decisions;
mod events;
mod filters;
mod pane;
mod query;
mod server_fns;
mod table;

use fleet::Paged;
use fleet::finding::FindingRow;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Outlet;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::components::pager::Pager;
use crate::components::problem::LoadFailed;
use crate::components::state::Empty;
use crate::now::Loaded;
use crate::scope;
use filters::{FindingFilterBar, Views};
pub use pane::{FindingPane, NoPane};
pub use query::FindingQuery;
use server_fns::load_findings;
pub use table::{FindingTable, HostFindingTable};

#[component]
pub fn FindingsScreen() -> impl IntoView {
    let params = use_query_map();
    let query = Memo::new(move |_| params.with(FindingQuery::read));
    let findings = Resource::new_blocking(move || query.get(), async |query| load_findings(query?).await);
    let path = use_params_map();
    let opened = Memo::new(move |_| path.with(|path| path.get("id")).and_then(|id| id.parse().ok()));
    view! {
        <Title text="Findings"/>
        <div class="head">
            <div>
                <h1>"Findings"</h1>
            </div>
        </div>
        <div class=move || if opened.get().is_some() { "split with-pane" } else { "split" }>
            <div class="fl">
                <Suspense>
                    {move || Suspend::new(async move {
                        match (query.get_untracked(), findings.await) {
                            (Ok(query), Ok(loaded)) => {
                                view! { <FindingList query loaded opened=opened.get_untracked()/> }.into_any()
                            }
                            (Err(failure), _) | (_, Err(failure)) => view! { <LoadFailed failure/> }.into_any(),
                        }
                    })}
                </Suspense>
            </div>
            <Outlet/>
        </div>
    }
}

/// Views, filters, table and pages for one answer of the store.
#[component]
pub fn FindingList(
    query: FindingQuery,
    loaded: Loaded<Paged<FindingRow>>,
    /// The one shown in the pane.
    opened: Option<fleet::FindingId>,
) -> impl IntoView {
    let Loaded { now, value: page, .. } = loaded;
    let next = page.next.clone().map(|cursor| query.next(cursor).href(None));
    let first = query.after.is_some().then(|| query.first().href(None));
    let shown = i64::try_from(page.items.len()).unwrap_or(page.total);
    view! {
        <Views query=query.clone()/>
        <FindingFilterBar query=query.clone()/>
        {if shown == 0 {
            view! { <NothingFound query=query.clone()/> }.into_any()
        } else {
            view! { <FindingTable rows=page.items query=query.clone() opened now/> }.into_any()
        }}
        <Pager total=page.total shown page=query.page first next/>
    }
    .into_any()
}

#[component]
fn NothingFound(query: FindingQuery) -> impl IntoView {
    if query.is_queue() {
        return view! {
            <Empty title="Nothing to do">
                <p class="sub">
                    "Every finding in the scope is acknowledged, accepted or resolved. Findings of hosts that do not report would still stand here."
                </p>
            </Empty>
        }
        .into_any();
    }
    view! {
        <Empty title="No finding matches">
            <p class="sub">"Every finding in the scope was looked at, also those of hosts that do not report."</p>
            <a class="btn" href=scope::kept("/findings")>"Clear search and filters"</a>
        </Empty>
    }
    .into_any()
}
