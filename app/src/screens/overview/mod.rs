//! The fleet at a glance: where it stands, what changed, what is worst.

mod attention;
mod changes;
mod dimensions;
mod index;
mod server_fns;
mod trend;
mod trend_chart;
mod worst;

use fleet::Scope;
use fleet::overview::Overview;
use fleet::trend::{TrendPoint, TrendRange};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::components::problem::LoadFailed;
use crate::components::state::{Empty, NoHostInScope};
use crate::now::Loaded;
use crate::scope;
use attention::{EscapeList, HostList};
use changes::ChangeMatrix;
use dimensions::DimensionList;
use index::{GradeLadder, Index};
use server_fns::load_overview;
use trend::TrendSection;
use worst::WorstWorkloads;

#[component]
pub fn OverviewScreen() -> impl IntoView {
    let params = use_query_map();
    let range = Memo::new(move |_| params.with(|params| read_range(params.get_str("range"))));
    let scope = Memo::new(move |_| params.with(scope::read));
    let overview = Resource::new_blocking(
        move || (scope.get(), range.get()),
        async |(scope, range)| load_overview(scope?, range).await,
    );
    view! {
        <Title text="Overview"/>
        <div class="head">
            <div>
                <h1>"Overview"</h1>
            </div>
            <span class="sp"></span>
            <nav class="seg" aria-label="Period">
                {TrendRange::ALL
                    .map(|choice| {
                        let href = scope::kept(&format!("/?range={}", choice.as_str()));
                        view! {
                            <a href=href aria-current=move || (range.get() == choice).then_some("true")>
                                {choice.as_str()}
                            </a>
                        }
                    })}
            </nav>
        </div>
        <Suspense>
            {move || Suspend::new(async move {
                match overview.await {
                    Ok(loaded) if loaded.value.0.summary.hosts == 0 => view! { <NoHost scope=loaded.value.0.scope/> }.into_any(),
                    Ok(loaded) => view! { <Fleet loaded range=range.get_untracked()/> }.into_any(),
                    Err(failure) => view! { <LoadFailed failure/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

fn read_range(text: Option<&str>) -> TrendRange {
    TrendRange::ALL.into_iter().find(|range| Some(range.as_str()) == text).unwrap_or_default()
}

/// The first index of the period, where there is a later one to compare with.
fn first_of_many(points: &[TrendPoint]) -> Option<f64> {
    let mut known = points.iter().filter_map(|point| point.index);
    let first = known.next();
    known.next().and(first)
}

/// The screen for one answer of the store.
#[component]
pub fn Fleet(loaded: Loaded<(Overview, Vec<TrendPoint>)>, range: TrendRange) -> impl IntoView {
    let Loaded { now, value: (overview, points), .. } = loaded;
    let hosts = overview.summary.hosts;
    view! {
        <div class="stack">
            <div class="grid-2 g-hero">
                <Index summary=overview.summary.clone() before=first_of_many(&points) range/>
                <TrendSection points range now/>
                <GradeLadder summary=overview.summary.clone()/>
            </div>
            <div class="grid-2 g-57">
                <ChangeMatrix changes=overview.changes since=overview.since stale=overview.summary.hosts_stale now/>
                <DimensionList dimensions=overview.dimensions/>
            </div>
            <div class="grid-2 g-75">
                <WorstWorkloads rows=overview.worst total=overview.summary.workloads now/>
                <div class="stack">
                    <EscapeList paths=overview.escape_paths/>
                    <HostList rows=overview.hosts_needing_attention hosts now/>
                </div>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn NoHost(scope: Scope) -> impl IntoView {
    if !scope.is_everything() {
        return view! { <NoHostInScope everything="/"/> }.into_any();
    }
    view! {
        <Empty title="No host yet">
            <p class="sub">
                "Add a container engine and Plimsoll reads it every few minutes. It only ever asks: nothing on the host is changed."
            </p>
            <a class="btn btn-p" href="/hosts/new">"Add a host"</a>
        </Empty>
    }
    .into_any()
}
