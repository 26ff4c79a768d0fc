//! Sentences about the whole.

use chrono::{DateTime, Datelike as _, Utc};
use chrono_tz::Tz;
use fleet::points;

use super::{Run, Style};
use crate::text::{count, of};
use crate::{Period, Report};

/// `Week 46 of 2026`.
pub fn week(period: &Period) -> String {
    let iso = period.first_day.iso_week();
    format!("Week {} of {}", iso.week(), iso.year())
}

/// `Mon 9 to Sun 15 November 2026, Europe/Berlin`.
pub fn days(period: &Period) -> String {
    let (first, last) = (period.first_day, period.last_day);
    let from = if first.format("%Y").to_string() != last.format("%Y").to_string() {
        first.format("Mon %-d %B %Y")
    } else if first.format("%m").to_string() == last.format("%m").to_string() {
        first.format("Mon %-d")
    } else {
        first.format("Mon %-d %B")
    };
    format!("{from} to {}, {}", last.format("Sun %-d %B %Y"), period.time_zone)
}

/// `16 Nov 2026, 00:00` as clocks show it in the report's time zone.
pub fn moment(at: DateTime<Utc>, period: &Period) -> String {
    let zone: Tz = period.time_zone.parse().unwrap_or(Tz::UTC);
    at.with_timezone(&zone).format("%-d %b %Y, %H:%M").to_string()
}

/// `16 Nov`.
pub fn day(at: DateTime<Utc>, period: &Period) -> String {
    let zone: Tz = period.time_zone.parse().unwrap_or(Tz::UTC);
    at.with_timezone(&zone).format("%-d %b %Y").to_string()
}

/// The week in three sentences.
pub fn summary(report: &Report) -> Vec<Run> {
    let summary = &report.summary;
    let Some(index) = summary.index else {
        return vec![Style::Plain.run(nothing(report))];
    };
    let mut runs = vec![
        Style::Plain.run("The fleet index is "),
        Style::Strong.run(points::score(index)),
        Style::Plain.run(match report.change().map(points::change).as_deref() {
            None => ", the first that is known.".into(),
            Some("0") => ", as a week before.".into(),
            Some(change) => format!(", {} a week before.", difference(change)),
        }),
    ];
    let below = summary.grades.below_load_line();
    let then = report.before.grades.below_load_line();
    runs.push(Style::Plain.run(" Below the load line, with a high or a critical finding open, are "));
    runs.push(Style::Strong.run(format!(
        "{} of {}",
        count(below),
        of(summary.workloads, "workload", "workloads")
    )));
    runs.push(Style::Plain.run(match below - then {
        _ if report.before.index.is_none() => ".".into(),
        0 => ", as many as a week before.".into(),
        more @ 1.. => format!(", {} more than a week before.", count(more)),
        fewer => format!(", {} fewer than a week before.", count(-fewer)),
    }));
    let changes = &report.changes;
    runs.push(Style::Plain.run(format!(
        " {} opened, {} came back and {} resolved.",
        of(changes.opened.total(), "finding was", "findings were"),
        count(changes.reopened.total()),
        count(changes.resolved.total()),
    )));
    runs
}

fn difference(change: &str) -> String {
    match change.strip_prefix('+') {
        Some(more) => format!("{more} higher than"),
        None => format!("{} lower than", change.trim_start_matches('\u{2212}')),
    }
}

fn nothing(report: &Report) -> &'static str {
    if report.summary.hosts == 0 {
        "There was no host in this scope by the end of the week, so there is nothing to report."
    } else {
        "No workload of these hosts was known by the end of the week, so there is no index. What is known of the \
         hosts stands below."
    }
}
