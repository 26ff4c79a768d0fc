//! One workload: why it scores what it scores, and how that came to be.

mod escape;
mod facts;
mod fixes;
mod head;
mod history;
mod history_chart;
mod server_fns;
mod summary;
mod why;
mod why_strip;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::components::problem::LoadFailed;
use crate::now::Loaded;
use escape::EscapePaths;
use fixes::Fixes;
use head::{Head, Notices};
use history::History;
use server_fns::{Known, load_workload};
use summary::Summary;
use why::Why;

#[component]
pub fn WorkloadScreen() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).unwrap_or_default());
    let workload = Resource::new_blocking(move || id.get(), load_workload);
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match workload.await {
                    Ok(loaded) => view! { <Workload loaded/> }.into_any(),
                    Err(failure) => view! { <LoadFailed failure/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// The screen for one answer of the store.
#[component]
pub fn Workload(loaded: Loaded<Known>) -> impl IntoView {
    let Loaded { now, value: Known { detail, history, tickets, fixes }, .. } = loaded;
    view! {
        <Title text=detail.row.name.clone()/>
        <Head detail=detail.clone() now/>
        <Notices detail=detail.clone() now/>
        <div class="wk">
            <div class="stack">
                <Why detail=detail.clone() tickets fixes=fixes.clone()/>
                <EscapePaths paths=detail.escape_paths.clone() row=detail.row.clone()/>
                <Fixes fixes/>
                <History history now/>
            </div>
            <Summary detail now/>
        </div>
    }
    .into_any()
}
