use chrono::{DateTime, Utc};
use fleet::workload::WorkloadRow;
use leptos::prelude::*;
use posture::Severity;

use crate::components::grade::{Delta, Score};
use crate::components::icon::Icon;
use crate::components::moment::Ago;
use crate::components::section::Section;
use crate::components::severity::Silhouette;
use crate::components::workload_name::WorkloadName;
use crate::href;
use crate::scope;

#[component]
pub fn WorstWorkloads(rows: Vec<WorkloadRow>, total: i64, now: DateTime<Utc>) -> impl IntoView {
    view! {
        <Section id="worst" title="Worst workloads" more=(scope::kept("/workloads"), format!("All {total}"))>
            {if rows.is_empty() {
                view! { <p class="sub pt-2">"No workload counts yet."</p> }.into_any()
            } else {
                view! {
                    <table class="tbl-hover worst">
                        <thead>
                            <tr>
                                <th scope="col">"Score"</th>
                                <th scope="col" class="num">"7 d"</th>
                                <th scope="col">"Workload"</th>
                                <th scope="col" class="c-host">"Host"</th>
                                <th scope="col">"Worst finding"</th>
                            </tr>
                        </thead>
                        <tbody>{rows.into_iter().map(|row| view! { <Row row now/> }).collect_view()}</tbody>
                    </table>
                }
                .into_any()
            }}
        </Section>
    }
}

#[component]
fn Row(row: WorkloadRow, now: DateTime<Utc>) -> impl IntoView {
    let severity = row.dimensions.iter().filter_map(|d| d.worst).max().unwrap_or(Severity::Info);
    view! {
        <tr class=if row.stale { "stale-row" } else { "" }>
            <td>
                <Score grade=row.grade complete=row.complete score=row.score/>
            </td>
            <td class="num">{row.change_7d.map(|change| view! { <Delta change/> })}</td>
            <td class="trunc">
                <WorkloadName id=row.id project=row.project name=row.name/>
            </td>
            <td class="sub c-host trunc">
                <a class="lk" href=scope::kept(&href::host(row.host_id))>{row.host_name}</a>
            </td>
            <td class="trunc">
                {row.worst_finding.map(|worst| view! { <Silhouette severity/> " " {worst.title} })}
                {row
                    .stale
                    .then(|| {
                        view! {
                            " "
                            <span class="tag warn">
                                <Icon name="clock" small=true/>
                                <Ago at=row.seen_at now/>
                            </span>
                        }
                    })}
            </td>
        </tr>
    }
}
