use chrono::{DateTime, Utc};
use fleet::trend::{TrendPoint, TrendRange};
use fleet::{moment, points};
use leptos::prelude::*;

use super::trend_chart::TrendChart;
use crate::components::section::Section;

/// The index over the period, with the open critical findings beneath and the same as a table.
#[component]
pub fn TrendSection(points: Vec<TrendPoint>, range: TrendRange, now: DateTime<Utc>) -> impl IntoView {
    let note = format!("index over {} days", range.days());
    let known = points.iter().filter(|point| point.index.is_some()).count();
    view! {
        <Section id="trend" title="Trend" note>
            {if known < 2 {
                view! {
                    <p class="sub mt-2">
                        "One day is known so far. The line begins tomorrow; a day is kept at its end, in UTC."
                    </p>
                }
                .into_any()
            } else {
                view! { <TrendChart points=points.clone() now/> }.into_any()
            }}
            <TrendTable points now/>
        </Section>
    }
}

#[component]
fn TrendTable(points: Vec<TrendPoint>, now: DateTime<Utc>) -> impl IntoView {
    view! {
        <details class="ch-table">
            <summary>"Data table"</summary>
            <div tabindex="0" role="region" aria-label="Trend as a table">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Day"</th>
                            <th scope="col" class="num">"Index"</th>
                            <th scope="col" class="num">"Workloads"</th>
                            <th scope="col" class="num">"Critical"</th>
                            <th scope="col" class="num">"High"</th>
                            <th scope="col" class="num">"Stale hosts"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {points
                            .into_iter()
                            .rev()
                            .map(|point| {
                                view! {
                                    <tr>
                                        <td title=moment::exact(point.at)>{moment::short(point.at, now)}</td>
                                        <td class="num">{point.index.map_or_else(|| "unknown".into(), points::score)}</td>
                                        <td class="num">{point.workloads}</td>
                                        <td class="num">{point.critical}</td>
                                        <td class="num">{point.high}</td>
                                        <td class="num">{point.hosts_stale}</td>
                                    </tr>
                                }
                            })
                            .collect_view()}
                    </tbody>
                </table>
            </div>
        </details>
    }
}
