use fleet::grades::Standing;
use fleet::overview::FleetSummary;
use fleet::points;
use fleet::trend::TrendRange;
use leptos::prelude::*;
use posture::Severity;

use crate::components::gauge::Gauge;
use crate::components::grade::{Delta, StandingChip};
use crate::components::icon::Icon;
use crate::components::section::Section;
use crate::components::severity::Silhouette;
use crate::href::Query;
use crate::scope;

/// The index carries no letter: a mean has no worst finding. What it hides stands beside it.
#[component]
pub fn Index(
    summary: FleetSummary,
    /// The first index of the period, if it is not the only one.
    before: Option<f64>,
    range: TrendRange,
) -> impl IntoView {
    let Some(index) = summary.index else {
        return view! {
            <Section id="index" title="Fleet index">
                <p class="sub mt-2">"No workload counts yet. The index appears with the first scan."</p>
            </Section>
        }
        .into_any();
    };
    let change = before.map(|before| {
        view! {
            <span>
                <Delta change=index - before/>
                <br/>
                <span class="t2">{format!("{} days", range.days())}</span>
            </span>
        }
    });
    view! {
        <Section id="index" title="Fleet index">
            <div class="index mt-2">
                <Gauge score=index letters=false/>
                <div class="ixt">
                    <span class="big">{points::score(index)}</span>
                    {change.map(|change| view! { <div class="ixg">{change}</div> })}
                    <Beside summary/>
                </div>
            </div>
        </Section>
    }
    .into_any()
}

#[component]
fn Beside(summary: FleetSummary) -> impl IntoView {
    view! {
        <div class="kv">
            <a href=scope::kept("/findings?severity=critical")>
                <Silhouette severity=Severity::Critical/>
                <b>{summary.counts.critical}</b>
                "critical"
            </a>
            <a href=scope::kept("/findings?severity=high")>
                <Silhouette severity=Severity::High/>
                <b>{summary.counts.high}</b>
                "high"
            </a>
            <a href=scope::kept("/workloads?incomplete=yes")>
                <span class="c-med">
                    <Icon name="unknown" small=true/>
                </span>
                <b>{summary.incomplete}</b>
                "incomplete"
            </a>
            <a href=scope::kept("/hosts")>
                <span class="muted">
                    <Icon name="clock" small=true/>
                </span>
                <b>{summary.hosts_stale}</b>
                {if summary.hosts_stale == 1 { "stale host" } else { "stale hosts" }}
            </a>
        </div>
    }
}

/// Workloads by grade, with the load line where it stands.
#[component]
pub fn GradeLadder(summary: FleetSummary) -> impl IntoView {
    let grades = summary.grades;
    let total = grades.total();
    let most = grades.iter().map(|(_, count)| count).max().unwrap_or_default().max(1);
    let below = grades.below_load_line();
    let rung = move |standing: Standing| view! { <Rung standing count=grades.of(standing) most total/> };
    let unproven = (grades.unproven_a > 0).then(|| rung(Standing::UnprovenA));
    view! {
        <Section id="grades" title="Workloads by grade" note=total.to_string()>
            <ul class="gdist">
                {rung(Standing::A)} {unproven} {[Standing::B, Standing::C].map(rung)}
                <li class="ll">"Load line"</li>
                {[Standing::D, Standing::F].map(rung)}
            </ul>
            <p class="t2 mt-2">
                {if below == 0 {
                    view! { <span>"None is below the line: no high or critical finding is open."</span> }.into_any()
                } else {
                    view! {
                        <b class="strong bad">{below}" below the line"</b>
                        " with a high or critical finding open."
                    }
                    .into_any()
                }}
            </p>
        </Section>
    }
}

#[component]
fn Rung(standing: Standing, count: i64, most: i64, total: i64) -> impl IntoView {
    let width = count as f64 * 100.0 / most as f64;
    let percent = (count * 100 + total / 2).checked_div(total).unwrap_or_default();
    view! {
        <li>
            <a href=scope::kept(&Query::default().with("grade", standing).on("/workloads"))>
                <StandingChip standing/>
                <svg viewBox="0 0 100 8" preserveAspectRatio="none" width="100%" height="8" aria-hidden="true">
                    <rect class=format!("f-{}", standing.grade()) width=format!("{width:.1}") height="8"></rect>
                </svg>
                <span class="num strong">{count}</span>
                <span class="num muted">{percent}"%"</span>
            </a>
        </li>
    }
}
