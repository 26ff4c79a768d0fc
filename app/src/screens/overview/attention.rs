use chrono::{DateTime, Utc};
use fleet::host::HostRow;
use fleet::overview::EscapeSummary;
use leptos::prelude::*;

use crate::components::host_state::{HostIcon, HostTag, trouble};
use crate::components::moment::Ago;
use crate::components::section::Section;
use crate::href;
use crate::scope;

/// Ways from a container to its host that are open now.
#[component]
pub fn EscapeList(paths: Vec<EscapeSummary>) -> impl IntoView {
    view! {
        <Section
            id="escapes"
            title="Escape paths open"
            note="MITRE ATT&CK T1611"
            more=(scope::kept("/workloads?escape=yes"), "Workloads".to_owned())
        >
            {if paths.is_empty() {
                view! { <p class="sub pt-2">"None: no workload that was read has a known way to its host."</p> }.into_any()
            } else {
                view! {
                    <ul class="rows esc">
                        {paths
                            .into_iter()
                            .map(|path| {
                                view! {
                                    <li>
                                        <span class="n-lg">{path.workloads}</span>
                                        <span class="strong">{path.kind.title()}</span>
                                        <span class="t2 num">{path.kind.gives().title()}</span>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                }
                .into_any()
            }}
        </Section>
    }
}

/// Hosts that are stale, failing, partial or clash.
#[component]
pub fn HostList(rows: Vec<HostRow>, hosts: i64, now: DateTime<Utc>) -> impl IntoView {
    let note = format!("{} of {hosts}", rows.len());
    view! {
        <Section
            id="hosts"
            title="Hosts that need attention"
            note
            more=(scope::kept("/hosts"), "All hosts".to_owned())
        >
            {if rows.is_empty() {
                view! { <p class="sub pt-2">"None: every host reports, and nothing is missing."</p> }.into_any()
            } else {
                view! { <ul class="rows hosts">{rows.into_iter().map(|row| view! { <Row row now/> }).collect_view()}</ul> }
                    .into_any()
            }}
        </Section>
    }
}

#[component]
fn Row(row: HostRow, now: DateTime<Utc>) -> impl IntoView {
    let trouble = trouble(&row);
    view! {
        <li>
            <HostIcon state=row.state/>
            <span>
                <a class="strong lk" href=scope::kept(&href::host(row.id))>{row.name}</a>
                <br/>
                <span class="t2 any">{trouble}</span>
            </span>
            <span class="num">
                <HostTag state=row.state/>
                " "
                {row.seen_at.map(|at| view! { <span class="t2"><Ago at now/></span> })}
            </span>
        </li>
    }
}
