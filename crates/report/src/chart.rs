//! The three pictures of the first page, from the same geometry as the dashboard's.

use chrono::{DateTime, Utc};
use fleet::chart::{self, Axis, Frame, Sample};
use fleet::grades::GradeCounts;
use fleet::overview::FleetSummary;
use fleet::points;
use fleet::trend::TrendPoint;
use posture::Severity;

use crate::draw::{Anchor, Drawing, Face, Pen, circle, polyline, rectangle};
use crate::sign;
use crate::text::count;
use crate::tone::{self, INK, INK_2, INK_3, LINE, LINE_2, SURFACE, WATER, WATER_LINE};

const HEIGHT: f32 = 126.0;
const AXIS: f32 = 7.0;

/// The gauge with the number beside it.
pub fn index(score: f64, change: Option<f64>, summary: &FleetSummary) -> Drawing {
    let mut drawing = Drawing::new(116.0, HEIGHT);
    gauge(&mut drawing, score);
    drawing.label(62.0, 29.0, Anchor::Start, (26.0, Face::Semibold, INK), points::score(score));
    if let Some(change) = change {
        let text = points::change(change);
        let (tone, up) = match text.chars().next() {
            Some('+') => (tone::GOOD, Some(true)),
            Some('\u{2212}') => (tone::CRITICAL, Some(false)),
            _ => (INK_3, None),
        };
        let left = if let Some(up) = up {
            drawing.place(63.0, 39.0, sign::arrow(up, tone));
            72.0
        } else {
            63.0
        };
        let size = text.trim_start_matches(['+', '\u{2212}']).to_owned();
        let words = if up.is_some() { format!("{size} in the week") } else { "as before".into() };
        drawing.label(left, 46.0, Anchor::Start, (7.5, Face::Semibold, tone), words);
    }
    for (at, severity) in [Severity::Critical, Severity::High].into_iter().enumerate() {
        let y = 64.0 + 14.0 * at as f32;
        drawing.place(63.0, y - 6.6, sign::severity(severity, 7.5));
        let text = format!("{} {severity}", count(summary.counts.of(severity)));
        drawing.label(75.0, y, Anchor::Start, (8.0, Face::Regular, INK), text);
    }
    if summary.incomplete > 0 {
        let text = format!("{} incomplete", count(summary.incomplete));
        drawing.label(75.0, 92.0, Anchor::Start, (8.0, Face::Regular, INK_2), text);
        drawing.label(66.8, 92.0, Anchor::Middle, (8.0, Face::Semibold, tone::AMBER), "?");
    }
    drawing
}

fn gauge(drawing: &mut Drawing, score: f64) {
    let gauge = chart::gauge(score, 6.0, f64::from(HEIGHT) - 6.0);
    let (water, mark) = (gauge.load_line as f32, gauge.mark as f32);
    drawing.fill(rectangle(0.0, water, 54.0, HEIGHT - water), WATER);
    drawing.line((0.0, water), (54.0, water), Pen::solid(WATER_LINE, 0.8));
    drawing.line((18.0, 6.0), (18.0, HEIGHT - 6.0), Pen::solid(INK_3, 0.7));
    for (value, y) in chart::LADDER.iter().zip(&gauge.ticks) {
        let y = *y as f32;
        drawing.line((18.0, y), (22.0, y), Pen::solid(INK_3, 0.7));
        drawing.label(14.5, y + 2.4, Anchor::End, (6.5, Face::Regular, INK_3), format!("{value:.0}"));
    }
    drawing.line((22.0, mark), (52.0, mark), Pen::solid(INK, 2.4));
    drawing.shapes.push(crate::draw::Shape::Path {
        steps: circle(37.0, mark, 7.0),
        fill: Some(SURFACE),
        pen: Some(Pen::solid(INK, 2.4)),
    });
    drawing.line((29.0, mark), (45.0, mark), Pen::solid(INK, 2.4));
}

/// The index day by day, the week of the report set apart; `None` where nothing is known.
pub fn trend(days: &[TrendPoint], week: DateTime<Utc>) -> Option<Drawing> {
    const WIDTH: f32 = 196.0;
    let frame = Frame { left: 18.0, right: f64::from(WIDTH) - 26.0, top: 6.0, bottom: 82.0 };
    let samples: Vec<_> = days.iter().map(|day| Sample { at: day.at, value: day.index }).collect();
    let trend = chart::trend(&samples, None, frame, 3)?;
    let mut drawing = Drawing::new(WIDTH, HEIGHT);
    let (left, right) = (frame.left as f32, frame.right as f32);
    let (top, bottom) = (frame.top as f32, frame.bottom as f32);
    let water = trend.load_line as f32;
    drawing.fill(rectangle(left, water, right - left, bottom - water), WATER);
    if let Some(first) = trend.points.iter().find(|point| point.at >= week) {
        let x = first.x as f32;
        drawing.line((x, top), (x, bottom), Pen { tone: INK_3, width: 0.5, dash: Some(1.5) });
        drawing.label(x + 2.5, top + 5.5, Anchor::Start, (6.5, Face::Regular, INK_3), "this week");
    }
    for tick in &trend.grid {
        let y = tick.at as f32;
        drawing.line((left, y), (right, y), Pen::solid(LINE, 0.5));
        drawing.label(left - 4.0, y + 2.4, Anchor::End, (AXIS, Face::Regular, INK_3), &tick.label);
    }
    drawing.line((left, water), (right, water), Pen::solid(WATER_LINE, 0.8));
    drawing.label(left + 3.0, water + 7.5, Anchor::Start, (6.5, Face::Semibold, tone::ACCENT), "load line");
    for (from, to) in &trend.gaps {
        hatch(&mut drawing, (*from as f32, *to as f32), (top, bottom));
    }
    line(&mut drawing, &trend, INK, 1.3);
    let last = trend.points.last()?;
    end(&mut drawing, (last.x as f32, last.y as f32), INK);
    let look = (7.5, Face::Semibold, INK);
    drawing.label(right + 6.0, last.y as f32 + 2.6, Anchor::Start, look, points::score(last.value));
    for (at, tick) in trend.dates.iter().enumerate() {
        let anchor = [Anchor::Start, Anchor::Middle, Anchor::End][at.min(2)];
        drawing.label(tick.at as f32, HEIGHT - 1.5, anchor, (AXIS, Face::Regular, INK_3), &tick.label);
    }
    criticals(&mut drawing, days, Frame { top: 94.0, bottom: 112.0, ..frame });
    Some(drawing)
}

fn line(drawing: &mut Drawing, trend: &chart::Trend, tone: tone::Tone, width: f32) {
    let inside = |x: f64, &(from, to): &(f64, f64)| x >= from && x <= to;
    let mut stretch: Vec<(f32, f32)> = Vec::new();
    let mut last: Option<f64> = None;
    for point in &trend.points {
        let broken =
            last.is_some_and(|x| trend.gaps.iter().any(|gap| inside(x, gap) && inside(point.x, gap)));
        if broken {
            drawing.stroke(polyline(std::mem::take(&mut stretch)), Pen::solid(tone, width));
        }
        stretch.push((point.x as f32, point.y as f32));
        last = Some(point.x);
    }
    drawing.stroke(polyline(stretch), Pen::solid(tone, width));
}

fn end(drawing: &mut Drawing, (x, y): (f32, f32), tone: tone::Tone) {
    let (steps, pen) = (circle(x, y, 2.2), Some(Pen::solid(tone, 1.3)));
    drawing.shapes.push(crate::draw::Shape::Path { steps, fill: Some(SURFACE), pen });
}

/// Open critical findings, on a scale of their own from zero.
fn criticals(drawing: &mut Drawing, days: &[TrendPoint], frame: Frame) {
    let most = days.iter().map(|day| day.critical).max().unwrap_or(0).max(1);
    let axis = Axis { low: 0.0, high: most as f64, step: most as f64 };
    let value = |day: &TrendPoint| day.index.map(|_| day.critical as f64);
    let samples: Vec<_> = days.iter().map(|day| Sample { at: day.at, value: value(day) }).collect();
    let Some(trend) = chart::trend(&samples, Some(axis), frame, 2) else { return };
    let (left, right, bottom) = (frame.left as f32, frame.right as f32, frame.bottom as f32);
    drawing.line((left, bottom), (right, bottom), Pen::solid(LINE, 0.5));
    drawing.label(left - 4.0, frame.top as f32 + 3.0, Anchor::End, (AXIS, Face::Regular, INK_3), count(most));
    line(drawing, &trend, tone::CRITICAL, 1.1);
    let look = (6.5, Face::Regular, INK_3);
    drawing.label(left + 3.0, bottom - 2.5, Anchor::Start, look, "critical findings open");
    if let Some(last) = trend.points.last() {
        end(drawing, (last.x as f32, last.y as f32), tone::CRITICAL);
        let look = (7.5, Face::Semibold, tone::CRITICAL);
        drawing.label(right + 6.0, last.y as f32 + 2.6, Anchor::Start, look, count(last.value as i64));
    }
}

/// Where nothing is known.
fn hatch(drawing: &mut Drawing, (from, to): (f32, f32), (top, bottom): (f32, f32)) {
    let mut x = from - (bottom - top);
    while x < to {
        let (left, right) = (x.max(from), (x + bottom - top).min(to));
        if right > left {
            let y = |at: f32| bottom - (at - x);
            drawing.line((left, y(left)), (right, y(right)), Pen::solid(LINE_2, 0.4));
        }
        x += 5.0;
    }
}

/// One bar for each standing, the load line between C and D.
pub fn grades(grades: &GradeCounts) -> Drawing {
    const WIDTH: f32 = 130.0;
    const STEP: f32 = 18.5;
    let mut drawing = Drawing::new(WIDTH, HEIGHT);
    let most = grades.iter().map(|(_, workloads)| workloads).max().unwrap_or(0).max(1) as f32;
    let total = grades.total().max(1) as f64;
    let mut y = 0.0;
    for (standing, workloads) in grades.iter() {
        if standing.grade().below_load_line() && standing.grade() == posture::Grade::D {
            load_line(&mut drawing, y + 3.5, WIDTH);
            y += 11.5;
        }
        drawing.place(0.0, y, sign::chip(standing, 12.0));
        let width = (workloads as f32 / most * 54.0).max(if workloads > 0 { 1.0 } else { 0.0 });
        if width > 0.0 {
            drawing.fill(rectangle(20.0, y + 3.8, width, 4.6), tone::bar(standing));
        }
        let look = (8.0, Face::Semibold, INK);
        drawing.label(104.0, y + 9.0, Anchor::End, look, count(workloads));
        let share = format!("{:.0}%", workloads as f64 * 100.0 / total);
        drawing.label(WIDTH, y + 9.0, Anchor::End, (7.5, Face::Regular, INK_2), share);
        y += STEP;
    }
    drawing
}

fn load_line(drawing: &mut Drawing, y: f32, width: f32) {
    let pen = Pen::solid(WATER_LINE, 0.8);
    drawing.line((0.0, y), (18.0, y), pen);
    drawing.label(21.0, y + 2.3, Anchor::Start, (6.5, Face::Semibold, tone::ACCENT), "Load line");
    drawing.line((54.0, y), (width, y), pen);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Shape;

    fn texts(drawing: &Drawing) -> Vec<String> {
        let text = |shape: &Shape| match shape {
            Shape::Label(label) => Some(label.text.clone()),
            Shape::Path { .. } => None,
        };
        drawing.shapes.iter().filter_map(text).collect()
    }

    #[test]
    fn an_unproven_a_has_a_bar_of_its_own() {
        let counts = GradeCounts { a: 3, unproven_a: 5, f: 2, ..GradeCounts::default() };
        let said = texts(&grades(&counts));
        for expected in ["A", "A?", "3", "5", "2", "30%", "50%", "20%", "Load line"] {
            assert!(said.iter().any(|text| text == expected), "{expected} in {said:?}");
        }
    }

    #[test]
    fn a_fall_is_said_with_its_size_and_no_change_as_such() {
        let summary = FleetSummary::default();
        assert!(texts(&index(71.7, Some(-1.84), &summary)).contains(&"1.8 in the week".into()));
        assert!(texts(&index(71.7, Some(0.01), &summary)).contains(&"as before".into()));
        assert!(texts(&index(89.99, None, &summary)).contains(&"89.9".into()));
    }

    #[test]
    fn the_axis_holds_the_load_line() {
        let at = DateTime::from_timestamp(1_795_000_000, 0).expect("in range");
        let day = |index| TrendPoint {
            at,
            index: Some(index),
            workloads: 1,
            grades: GradeCounts::default(),
            critical: 0,
            high: 0,
            hosts_stale: 0,
        };
        let said = texts(&trend(&[day(90.0)], at).expect("one value"));
        assert!(said.contains(&format!("{:.0}", chart::LOAD_LINE)), "{said:?}");
        assert_eq!(trend(&[], at), None);
    }
}
