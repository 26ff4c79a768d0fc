use chrono::{DateTime, Utc};
use fleet::workload::WorkloadDetail;
use leptos::prelude::*;

use crate::components::moment::Ago;
use crate::components::state::{Notice, Tone};
use crate::href;
use crate::scope;

#[component]
pub fn Head(detail: WorkloadDetail, now: DateTime<Utc>) -> impl IntoView {
    let row = detail.row;
    let containers =
        if row.replicas == 1 { "1 container".into() } else { format!("{} containers", row.replicas) };
    let project = (!row.project.is_empty()).then(|| view! { <span>"Project "{row.project.clone()}</span> });
    view! {
        <div class="head">
            <div>
                <p class="crumb t2">
                    <a href=scope::kept("/workloads")>"Workloads"</a>
                    {(!row.project.is_empty()).then(|| format!(" / {}", row.project))}
                </p>
                <h1>{row.name}</h1>
                <p class="facts">
                    <a href=scope::kept(&href::host(row.host_id))>{row.host_name}</a>
                    {project}
                    <span>{containers}", "{row.state.as_str()}</span>
                    <span class="mono any">{row.image}</span>
                    <span>"first seen "<Ago at=detail.first_seen_at now/></span>
                </p>
            </div>
        </div>
    }
    .into_any()
}

/// What keeps the picture from being whole: unknown checks, a host that does not report.
#[component]
pub fn Notices(detail: WorkloadDetail, now: DateTime<Utc>) -> impl IntoView {
    let row = detail.row;
    let stale = row.stale.then(|| {
        view! {
            <Notice tone=Tone::Warning>
                <b class="strong">{row.host_name}" does not report. "</b>
                "Shown is what was last known, seen "
                <Ago at=row.seen_at now/>
                ". Nothing is resolved until the host is seen again."
            </Notice>
        }
    });
    let unknown = (!detail.unknown.is_empty()).then(|| {
        let count = detail.unknown.len();
        let title = if count == 1 {
            "One check is unknown. ".into()
        } else {
            format!("{count} checks are unknown. ")
        };
        let missing = detail
            .unknown
            .iter()
            .map(|u| format!("{} ({})", u.rule, u.missing))
            .collect::<Vec<_>>()
            .join(", ");
        let effect = if row.complete {
            ""
        } else {
            " One of them could be high or critical, so the grade carries a question mark."
        };
        view! {
            <Notice tone=Tone::Warning>
                <b class="strong">{title}</b>
                {missing}
                ". Unknown takes no points and is not a pass."
                {effect}
            </Notice>
        }
    });
    view! { <div class="notices">{stale}{unknown}</div> }
}
