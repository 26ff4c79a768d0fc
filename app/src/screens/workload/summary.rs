use chrono::{DateTime, Utc};
use fleet::points;
use fleet::workload::{SeverityCounts, WorkloadDetail, WorkloadRow};
use leptos::prelude::*;
use posture::Severity;
use posture::score::DimensionScore;

use super::facts::Facts;
use super::why::anchor;
use crate::components::gauge::Gauge;
use crate::components::grade::{Delta, GradeChip};
use crate::components::icon::Icon;
use crate::components::meter::Meter;
use crate::components::section::Section;
use crate::components::severity::SeverityChip;

/// The right column: where it stands, in each dimension, and what is known of it.
#[component]
pub fn Summary(detail: WorkloadDetail, now: DateTime<Utc>) -> impl IntoView {
    let row = detail.row.clone();
    let practice = detail.good_practice.clone();
    let unknown = detail.unknown.len();
    view! {
        <aside class="wk-r" aria-label="Summary">
            <Standing row=row.clone()/>
            <Section id="dimensions" title="Dimensions">
                <ul class="rows dims2">{row.dimensions.map(|dimension| view! { <DimensionRow dimension/> })}</ul>
            </Section>
            <Section
                id="counts"
                title="Open findings"
                more=(format!("/findings?workload={}", row.id), "Work on them".to_owned())
            >
                <CountList counts=row.counts unknown/>
            </Section>
            {(!practice.is_empty())
                .then(|| {
                    view! {
                        <Section id="practice" title="Recognised good practice">
                            <ul class="gp">
                                {practice
                                    .into_iter()
                                    .map(|text| view! { <li class="any"><Icon name="check" small=true/> " " {text}</li> })
                                    .collect_view()}
                            </ul>
                        </Section>
                    }
                })}
            <Facts detail now/>
        </aside>
    }
    .into_any()
}

#[component]
fn Standing(row: WorkloadRow) -> impl IntoView {
    let sentence = match row.dimensions.iter().filter_map(|d| d.worst).max() {
        Some(Severity::Critical) => "A critical finding is open.",
        Some(Severity::High) => "A high finding is open.",
        Some(Severity::Medium) => "Nothing above medium is open.",
        Some(_) => "Nothing above low is open.",
        None => "Nothing is open.",
    };
    let distance = row.score - fleet::chart::LOAD_LINE;
    let side = if distance < 0.0 { "below" } else { "above" };
    let raw = (row.accepted > 0)
        .then(|| format!(" Without what was accepted it would be {}.", points::score(row.raw_score)));
    view! {
        <div class="index">
            <Gauge score=row.score/>
            <div class="ixt">
                <span class="big">{points::score(row.score)}</span>
                <div class="ixg">
                    <GradeChip grade=row.grade complete=row.complete large=true/>
                    {row
                        .change_7d
                        .map(|change| {
                            view! {
                                <span>
                                    <Delta change/>
                                    <br/>
                                    <span class="t2">"7 days"</span>
                                </span>
                            }
                        })}
                </div>
                <p class="t2 mean">
                    {sentence}
                    {format!(" {} {side} the line.", points::score(distance.abs()))}
                    {raw}
                </p>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn DimensionRow(dimension: DimensionScore) -> impl IntoView {
    view! {
        <li>
            <a href=format!("#{}", anchor(dimension.dimension)) class="strong lk">{dimension.dimension.title()}</a>
            <span class="n-lg">{points::score(dimension.score)}</span>
            <Meter value=dimension.score worst=dimension.worst/>
            <span class="nw">
                {match dimension.worst {
                    Some(severity) => view! { <SeverityChip severity/> }.into_any(),
                    None => view! { <span class="t2">"Nothing"</span> }.into_any(),
                }}
            </span>
        </li>
    }
}

#[component]
fn CountList(counts: SeverityCounts, unknown: usize) -> impl IntoView {
    let row = move |severity: Severity| {
        view! {
            <li>
                <SeverityChip severity/>
                <b>{counts.of(severity)}</b>
            </li>
        }
    };
    view! {
        <ul class="fc">
            {row(Severity::Critical)} {row(Severity::High)} {row(Severity::Medium)} {row(Severity::Low)}
            {(unknown > 0)
                .then(|| {
                    view! {
                        <li class="fcu">
                            <span class="sev c-med">
                                <Icon name="unknown" small=true/>
                                "Unknown checks"
                            </span>
                            <b>{unknown}</b>
                        </li>
                    }
                })}
        </ul>
    }
}
