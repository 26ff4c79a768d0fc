use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::grades::GradeCounts;
use fleet::host::HostRow;
use fleet::points;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::server_fns::load_hosts;
use crate::components::grade::{Score, StandingChip};
use crate::components::host_state::{HostTag, trouble};
use crate::components::moment::Ago;
use crate::components::problem::LoadFailed;
use crate::components::scrolled::Scrolled;
use crate::components::state::{Empty, NoHostInScope};
use crate::href;
use crate::now::Loaded;
use crate::scope;

#[component]
pub fn HostsScreen() -> impl IntoView {
    let params = use_query_map();
    let scope = Memo::new(move |_| params.with(scope::read));
    let hosts = Resource::new_blocking(move || scope.get(), async |scope| load_hosts(scope?).await);
    view! {
        <Title text="Hosts"/>
        <Suspense>
            {move || Suspend::new(async move {
                match hosts.await {
                    Ok(loaded) => view! { <HostTable loaded/> }.into_any(),
                    Err(failure) => view! { <LoadFailed failure/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// The screen for one answer of the store.
#[component]
pub fn HostTable(loaded: Loaded<Vec<HostRow>>) -> impl IntoView {
    let Loaded { now, role, value: rows } = loaded;
    let may_add = role >= Permission::ManageHosts.least_role();
    let add = may_add.then(|| view! { <a class="btn btn-p" href=scope::kept("/hosts/new")>"Add a host"</a> });
    view! {
        <div class="head">
            <div>
                <h1>"Hosts"</h1>
            </div>
            <span class="sp"></span>
            {add}
        </div>
        {if rows.is_empty() {
            view! { <NoHost may_add/> }.into_any()
        } else {
            view! {
                <Scrolled label="Hosts table">
                    <table class="tbl-hover ht">
                        <thead>
                            <tr>
                                <th scope="col">"Host"</th>
                                <th scope="col">"State"</th>
                                <th scope="col">"Engine"</th>
                                <th scope="col" class="num">"Host score"</th>
                                <th scope="col" class="num">"Index"</th>
                                <th scope="col" class="num">"Containers"</th>
                                <th scope="col">"By grade"</th>
                                <th scope="col" class="num">"Last scan"</th>
                            </tr>
                        </thead>
                        <tbody>{rows.into_iter().map(|row| view! { <Row row now/> }).collect_view()}</tbody>
                    </table>
                </Scrolled>
            }
            .into_any()
        }}
    }
}

#[component]
fn NoHost(may_add: bool) -> impl IntoView {
    if !scope::of_page().is_everything() {
        return view! { <NoHostInScope everything="/hosts"/> }.into_any();
    }
    let what = if may_add {
        "Add a container engine by its socket or address. Plimsoll only ever asks it: nothing on the host is changed."
    } else {
        "An administrator can add container engines here."
    };
    view! {
        <Empty title="No host yet">
            <p class="sub">{what}</p>
        </Empty>
    }
    .into_any()
}

#[component]
fn Row(row: HostRow, now: DateTime<Utc>) -> impl IntoView {
    let problem = trouble(&row);
    let labels =
        row.labels.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(", ");
    let score = row.score.zip(row.grade);
    view! {
        <tr>
            <td class="c-name">
                <a class="wname" href=scope::kept(&href::host(row.id))>{row.name}</a>
                <span class="t2 any">" "{labels}</span>
            </td>
            <td class="c-state">
                <HostTag state=row.state/>
                {(!problem.is_empty()).then(|| view! { <p class="t2 any">{problem}</p> })}
            </td>
            <td class="sub c-engine">{row.engine}</td>
            <td class="num">{score.map(|(score, grade)| view! { <Score grade complete=row.complete score/> })}</td>
            <td class="num" data-label=row.index.map(|_| "index")>{row.index.map(points::score)}</td>
            <td class="num" data-label="containers">{row.containers}</td>
            <td class="c-tally">
                <GradeTally grades=row.grades/>
            </td>
            <td class="num muted">{row.seen_at.map(|at| view! { <Ago at now/> })}</td>
        </tr>
    }
}

/// How many containers of each grade; grades that nobody has are left out.
#[component]
pub fn GradeTally(grades: GradeCounts) -> impl IntoView {
    view! {
        <span class="cnt">
            {grades
                .iter()
                .filter(|(_, count)| *count > 0)
                .map(|(standing, count)| view! { <span><StandingChip standing/> {count}</span> })
                .collect_view()}
        </span>
    }
}
