use chrono::{DateTime, Utc};
use fleet::workload::{ChangeReason, HistoryInterval, NamedProblem, WorkloadHistory};
use leptos::prelude::*;

use super::history_chart::HistoryChart;
use super::server_fns::HISTORY_DAYS;
use crate::components::grade::Score;
use crate::components::icon::Icon;
use crate::components::moment::On;
use crate::components::section::Section;

/// Score and events on one timeline; the numbers in the chart are those of the list.
#[component]
pub fn History(history: WorkloadHistory, now: DateTime<Utc>) -> impl IntoView {
    let events: Vec<HistoryInterval> = history.intervals.iter().rev().cloned().collect();
    let count = events.len();
    view! {
        <Section id="history" title="History" note=format!("{HISTORY_DAYS} days")>
            <HistoryChart history now/>
            <ol class="rows evl">
                {events
                    .into_iter()
                    .enumerate()
                    .map(|(i, interval)| view! { <Event number=count - i interval now/> })
                    .collect_view()}
            </ol>
        </Section>
    }
}

#[component]
fn Event(number: usize, interval: HistoryInterval, now: DateTime<Utc>) -> impl IntoView {
    let (icon, title) = describe(interval.reason);
    let came = changes("+", &interval.appeared);
    let went = changes("−", &interval.disappeared);
    view! {
        <li>
            <span class="evk">{number}</span>
            <Icon name=icon/>
            <span class="any">
                <b class="strong">{title}</b>
                " "
                <span class="evr bad">{came}</span>
                " "
                <span class="evr good">{went}</span>
            </span>
            <span class="arrow">
                <Score grade=interval.grade complete=interval.complete score=interval.score/>
            </span>
            <span class="t2 nw num">
                <On at=interval.valid_from now/>
            </span>
        </li>
    }
}

/// `+ MNT-001, CAP-002 and 3 more`.
fn changes(sign: &str, findings: &[NamedProblem]) -> String {
    const SHOWN: usize = 4;
    if findings.is_empty() {
        return String::new();
    }
    let mut rules: Vec<&str> = findings.iter().map(|finding| finding.rule.as_str()).collect();
    rules.dedup();
    let more = rules.len().saturating_sub(SHOWN);
    rules.truncate(SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{sign} {}{more}", rules.join(", "))
}

const fn describe(reason: ChangeReason) -> (&'static str, &'static str) {
    match reason {
        ChangeReason::FirstSeen => ("plus", "First seen"),
        ChangeReason::Redeployed => ("redeploy", "Redeployed"),
        ChangeReason::Aged => ("clock", "Time passed"),
        ChangeReason::HostChanged => ("hosts", "Host changed"),
        ChangeReason::Acceptance => ("check", "Acceptance changed"),
        ChangeReason::Rules => ("policy", "Rules or policy changed"),
        ChangeReason::Gone => ("x", "Gone"),
    }
}
