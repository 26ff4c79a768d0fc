use chrono::{DateTime, Utc};
use fleet::workload::{Direction, WorkloadRow, WorkloadSort};
use leptos::prelude::*;
use posture::Dimension;

use super::WorkloadQuery;
use crate::components::grade::{Delta, Score};
use crate::components::icon::Icon;
use crate::components::meter::DimensionCell;
use crate::components::moment::Ago;
use crate::components::scrolled::Scrolled;
use crate::components::severity::Counts;
use crate::components::workload_name::WorkloadName;
use crate::href;
use crate::scope;

const DIMENSIONS: [(Dimension, &str); 5] = [
    (Dimension::ImageTrust, "Image"),
    (Dimension::Capabilities, "Caps"),
    (Dimension::Mounts, "Mounts"),
    (Dimension::Secrets, "Secrets"),
    (Dimension::Staleness, "Stale"),
];

#[component]
pub fn WorkloadTable(rows: Vec<WorkloadRow>, query: WorkloadQuery, now: DateTime<Utc>) -> impl IntoView {
    view! {
        <Scrolled label="Workloads table">
            <table class="tbl-hover wl">
                <caption class="vh">"Workloads; column headings sort"</caption>
                <thead>
                    <tr>
                        <Heading query=query.clone() sort=WorkloadSort::Score text="Score"/>
                        <Heading query=query.clone() sort=WorkloadSort::Change text="7 d" figures=true/>
                        <Heading query=query.clone() sort=WorkloadSort::Name text="Workload"/>
                        <Heading query=query.clone() sort=WorkloadSort::Host text="Host"/>
                        {DIMENSIONS
                            .map(|(dimension, text)| {
                                let sort = WorkloadSort::Dimension(dimension);
                                view! { <Heading query=query.clone() sort text figures=true/> }
                            })}
                        <th scope="col">"Open findings"</th>
                        <th scope="col">"Escape path"</th>
                        <th scope="col" class="num">"Seen"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row now/> }).collect_view()}</tbody>
            </table>
        </Scrolled>
    }
}

#[component]
fn Heading(
    query: WorkloadQuery,
    sort: WorkloadSort,
    text: &'static str,
    #[prop(optional)] figures: bool,
) -> impl IntoView {
    let (state, arrow) = match (query.sort == sort, query.direction) {
        (false, _) => (None, ""),
        (true, Direction::Ascending) => (Some("ascending"), "↑"),
        (true, Direction::Descending) => (Some("descending"), "↓"),
    };
    view! {
        <th scope="col" class=if figures { "num" } else { "" } aria-sort=state>
            <a href=query.sorted(sort).href()>
                {text}
                <span aria-hidden="true">{arrow}</span>
            </a>
        </th>
    }
}

#[component]
fn Row(row: WorkloadRow, now: DateTime<Utc>) -> impl IntoView {
    let accepted = (row.accepted > 0).then(|| {
        let raw = fleet::points::score(row.raw_score);
        let title = format!("{} accepted; without them the score is {raw}", row.accepted);
        view! { <span class="t2 nw" title=title>" raw "{raw}</span> }
    });
    let replicas = (row.replicas > 1).then(|| {
        view! { <span class="t2 rep" title=format!("{} containers", row.replicas)>{format!(" ×{}", row.replicas)}</span> }
    });
    let escape = row.escape_paths.first().map(|kind| {
        let more = row.escape_paths.len() - 1;
        view! {
            <span class="esc-m c-crit" title=kind.title()>
                <Icon name="escape" small=true/>
                <span class="esc-t">{kind.title()}</span>
                {(more > 0).then(|| format!("+{more}"))}
            </span>
        }
    });
    view! {
        <tr class=if row.stale { "stale-row" } else { "" }>
            <td class="nw c-s">
                <Score grade=row.grade complete=row.complete score=row.score/>
                {accepted}
            </td>
            <td class="num c-d7">{row.change_7d.map(|change| view! { <Delta change/> })}</td>
            <td class="c-w">
                <WorkloadName id=row.id project=row.project name=row.name/>
                {replicas}
            </td>
            <td class="sub c-host">
                <a class="lk" href=scope::kept(&href::host(row.host_id))>{row.host_name}</a>
            </td>
            {row
                .dimensions
                .map(|d| view! { <td class="num c-dim"><DimensionCell score=d.score worst=d.worst/></td> })}
            <td class="c-cnt">
                <Counts counts=row.counts/>
            </td>
            <td class="c-esc">{escape}</td>
            <td class="num c-ls">
                {(row.unknown > 0)
                    .then(|| {
                        view! {
                            <span class="tag warn" title=format!("{} checks unknown", row.unknown)>
                                <Icon name="unknown" small=true/>
                                {row.unknown}
                                <span class="vh">" checks unknown"</span>
                            </span>
                            " "
                        }
                    })}
                <Seen at=row.seen_at stale=row.stale now/>
            </td>
        </tr>
    }
}

/// When a scan last saw it; of a host that does not report, in amber.
#[component]
fn Seen(at: DateTime<Utc>, stale: bool, now: DateTime<Utc>) -> impl IntoView {
    if stale {
        return view! {
            <span class="tag warn">
                <Icon name="clock" small=true/>
                <Ago at now/>
                <span class="vh">", host not reporting"</span>
            </span>
        }
        .into_any();
    }
    view! { <span class="muted"><Ago at now/></span> }.into_any()
}
