use chrono::{DateTime, Utc};
use fleet::chart::{self, Axis, Frame, Reading, Sample};
use fleet::trend::TrendPoint;
use fleet::{moment, points};
use leptos::prelude::*;

/// Index above, open critical findings below; both narrow twins stand in the page and CSS picks one.
#[component]
pub fn TrendChart(points: Vec<TrendPoint>, now: DateTime<Utc>) -> impl IntoView {
    view! {
        <Picture points=points.clone() width=620.0 dates=5 class="ch only-wide" now/>
        <Picture points width=328.0 dates=3 class="ch only-narrow" now/>
    }
}

#[component]
fn Picture(
    points: Vec<TrendPoint>,
    width: f64,
    dates: u8,
    class: &'static str,
    now: DateTime<Utc>,
) -> impl IntoView {
    let frame = Frame { left: 26.0, right: width - 44.0, top: 10.0, bottom: 162.0 };
    let samples: Vec<_> = points.iter().map(|p| Sample { at: p.at, value: p.index }).collect();
    let trend = chart::trend(&samples, None, frame, dates)?;
    let label = label(&trend.points, &points);
    let last = trend.points.last().copied()?;
    Some(view! {
        <svg class=class viewBox=format!("0 0 {width} 244") role="img" aria-label=label>
            {grid(&trend, frame)}
            {trend.lines.iter().map(|d| view! { <path class="line" d=d.clone()></path> }).collect_view()}
            <circle class="dot" cx=last.x cy=last.y r="3.5"></circle>
            <text class="t-ink" x=frame.right + 9.0 y=last.y + 4.0>{points::score(last.value)}</text>
            {criticals(&points, frame)}
            {readouts(&trend.points, &points, frame, now)}
        </svg>
    })
}

fn label(readings: &[Reading], points: &[TrendPoint]) -> String {
    let (Some(first), Some(last)) = (readings.first(), readings.last()) else { return String::new() };
    let below = readings.iter().filter(|reading| reading.value < chart::LOAD_LINE).count();
    let (then, now) = (points.first().map_or(0, |p| p.critical), points.last().map_or(0, |p| p.critical));
    format!(
        "Fleet index: {} on {}, {} on {}, {below} days below the load line at 60. Critical findings open went from {then} to {now}.",
        points::score(first.value),
        first.at.format("%-d %B"),
        points::score(last.value),
        last.at.format("%-d %B"),
    )
}

fn grid(trend: &chart::Trend, frame: Frame) -> impl IntoView + use<> {
    let Frame { left, right, top, bottom } = frame;
    let water = trend.load_line;
    let line = |tick: &chart::Tick| {
        view! {
            <path class="grid-l" d=format!("M{left} {}H{right}", tick.at)></path>
            <text x=left - 7.0 y=tick.at + 4.0 text-anchor="end">{tick.label.clone()}</text>
        }
    };
    let last = trend.dates.len().saturating_sub(1);
    let date = |(i, tick): (usize, &chart::Tick)| {
        let anchor = if i == 0 {
            "start"
        } else if i == last {
            "end"
        } else {
            "middle"
        };
        view! { <text x=tick.at y="240" text-anchor=anchor>{tick.label.clone()}</text> }
    };
    let hatch = |(from, to): &(f64, f64)| {
        view! { <rect class="gap" x=*from y=top width=to - from height=bottom - top></rect> }
    };
    view! {
        <rect class="water" x=left y=water width=right - left height=bottom - water></rect>
        {trend.grid.iter().map(line).collect_view()}
        <path class="wline" d=format!("M{left} {water}H{right}")></path>
        <text class="t-acc" x=left + 6.0 y=water + 14.0>"load line"</text>
        {trend.gaps.iter().map(hatch).collect_view()}
        {trend.dates.iter().enumerate().map(date).collect_view()}
    }
}

/// Open critical findings, on a scale of their own from zero.
fn criticals(points: &[TrendPoint], frame: Frame) -> Option<impl IntoView + use<>> {
    let below = Frame { top: 184.0, bottom: 220.0, ..frame };
    let most = points.iter().map(|point| point.critical).max()?.max(1);
    let axis = Axis { low: 0.0, high: most as f64, step: most as f64 };
    let value = |point: &TrendPoint| point.index.map(|_| point.critical as f64);
    let samples: Vec<_> = points.iter().map(|p| Sample { at: p.at, value: value(p) }).collect();
    let trend = chart::trend(&samples, Some(axis), below, 2)?;
    let last = trend.points.last().copied()?;
    Some(view! {
        <path class="grid-l" d=format!("M{} 220H{}", below.left, below.right)></path>
        <text x=below.left - 7.0 y="188" text-anchor="end">{most}</text>
        <text x=below.left + 6.0 y="216">"critical findings open"</text>
        {trend.lines.into_iter().map(|d| view! { <path class="line cl" d=d></path> }).collect_view()}
        <circle class="dot cl" cx=last.x cy=last.y r="3"></circle>
        <text class="t-crit" x=below.right + 9.0 y=last.y + 4.0>{last.value as i64}</text>
    })
}

/// A column for each day; hovering shows its exact values.
fn readouts(
    readings: &[Reading],
    points: &[TrendPoint],
    frame: Frame,
    now: DateTime<Utc>,
) -> impl IntoView + use<> {
    let step = (frame.right - frame.left) / points.len().max(2) as f64;
    readings
        .iter()
        .map(|reading| {
            let critical = points.iter().find(|p| p.at == reading.at).map_or(0, |p| p.critical);
            let text = format!(
                "{}: {}, {critical} critical",
                moment::short(reading.at, now),
                points::score(reading.value)
            );
            let width = 12.0 + 6.1 * text.chars().count() as f64;
            let x = (reading.x - width / 2.0).clamp(frame.left, (frame.right - width).max(frame.left));
            view! {
                <g class="pt">
                    <rect class="hit" x=reading.x - step / 2.0 y="0" width=step height="226"></rect>
                    <path class="cross" d=format!("M{} {}V220", reading.x, frame.top)></path>
                    <rect class="tip" x=x y="164" width=width height="20" rx="3"></rect>
                    <text class="tipt" x=x + 6.0 y="178">{text}</text>
                </g>
            }
        })
        .collect_view()
}
