use chrono::{DateTime, Duration, Utc};
use fleet::chart::{self, Frame, Interval};
use fleet::workload::{Gap, WorkloadHistory};
use fleet::{moment, points};
use leptos::prelude::*;

use super::server_fns::HISTORY_DAYS;

const WIDE: Frame = Frame { left: 26.0, right: 808.0, top: 20.0, bottom: 192.0 };
const NARROW: Frame = Frame { left: 26.0, right: 290.0, top: 20.0, bottom: 192.0 };

#[component]
pub fn HistoryChart(history: WorkloadHistory, now: DateTime<Utc>) -> impl IntoView {
    let from = now - Duration::days(HISTORY_DAYS);
    let intervals: Vec<Interval> = history
        .intervals
        .iter()
        .map(|i| Interval { from: i.valid_from.max(from), to: i.valid_to.unwrap_or(now), score: i.score })
        .flat_map(|interval| without_gaps(interval, &history.gaps, now))
        .collect();
    let events: Vec<_> = history.intervals.iter().map(|interval| interval.valid_from).collect();
    let label = history.intervals.last().map(|last| {
        let score = points::score(last.score);
        format!("Score over {HISTORY_DAYS} days: {score} since {}", moment::short(last.valid_from, now))
    });
    let draw = |frame, class, dates| {
        chart::history(&intervals, &events, (from, now), frame, dates)
            .map(|history| view! { <Picture history frame class label=label.clone().unwrap_or_default()/> })
    };
    view! {
        {draw(WIDE, "ch only-wide", 5)}
        {draw(NARROW, "ch only-narrow", 3)}
    }
}

/// The parts of an interval in which the host could be seen.
fn without_gaps(interval: Interval, gaps: &[Gap], now: DateTime<Utc>) -> Vec<Interval> {
    let mut parts = Vec::new();
    let mut rest = interval;
    for gap in gaps {
        let end = gap.to.unwrap_or(now);
        if gap.from >= rest.to || end <= rest.from {
            continue;
        }
        if gap.from > rest.from {
            parts.push(Interval { to: gap.from, ..rest });
        }
        rest.from = end.min(rest.to);
    }
    if rest.from < rest.to {
        parts.push(rest);
    }
    parts
}

#[component]
fn Picture(history: chart::History, frame: Frame, class: &'static str, label: String) -> impl IntoView {
    let Frame { left, right, top, bottom } = frame;
    let width = right + 52.0;
    let water = history.load_line;
    view! {
        <svg class=class viewBox=format!("0 0 {width} 214") role="img" aria-label=label>
            <rect class="water" x=left y=water width=right - left height=bottom - water></rect>
            {history
                .grid
                .into_iter()
                .map(|tick| {
                    view! {
                        <path class="grid-l" d=format!("M{left} {}H{right}", tick.at)></path>
                        <text x=left - 7.0 y=tick.at + 4.0 text-anchor="end">{tick.label}</text>
                    }
                })
                .collect_view()}
            <path class="wline" d=format!("M{left} {water}H{right}")></path>
            <text class="t-acc" x=left + 6.0 y=water + 14.0>"load line"</text>
            {history
                .gaps
                .into_iter()
                .map(|(from, to)| view! { <rect class="gap" x=from y=top width=to - from height=bottom - top></rect> })
                .collect_view()}
            {history.events.into_iter().enumerate().map(|(i, x)| event_mark(i + 1, x, bottom)).collect_view()}
            {history.steps.into_iter().map(|d| view! { <path class="line" d=d></path> }).collect_view()}
            <circle class="dot" cx=history.end.0 cy=history.end.1 r="3.5"></circle>
            {history
                .letters
                .into_iter()
                .map(|(letter, y, here)| {
                    let class = if here { "t-ink" } else { "" };
                    view! { <text x=right + 28.0 y=y + 4.0 class=class>{letter}</text> }
                })
                .collect_view()}
            {dates(history.dates)}
        </svg>
    }
}

fn event_mark(number: usize, x: f64, bottom: f64) -> impl IntoView {
    view! {
        <path class="evt" d=format!("M{x} 17V{bottom}")></path>
        <circle class="evn" cx=x cy="9" r="8"></circle>
        <text class="t-ink evnt" x=x y="13" text-anchor="middle">{number}</text>
    }
}

fn dates(ticks: Vec<chart::Tick>) -> impl IntoView {
    let last = ticks.len().saturating_sub(1);
    ticks
        .into_iter()
        .enumerate()
        .map(|(i, tick)| {
            let anchor = if i == 0 {
                "start"
            } else if i == last {
                "end"
            } else {
                "middle"
            };
            view! { <text x=tick.at y="210" text-anchor=anchor>{tick.label}</text> }
        })
        .collect_view()
}
