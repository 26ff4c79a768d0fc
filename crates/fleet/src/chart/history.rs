use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use super::{Axis, Frame, LOAD_LINE, Tick, letters, round, time_ticks};

/// A score that held for a while: `[from, to)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub score: f64,
}

/// One workload's score over time, as steps.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    pub load_line: f64,
    pub steps: Vec<String>,
    /// Left and right of the stretches that no interval covers.
    pub gaps: Vec<(f64, f64)>,
    /// Where each event stands, in the order given.
    pub events: Vec<f64>,
    pub end: (f64, f64),
    pub grid: Vec<Tick>,
    pub dates: Vec<Tick>,
    pub letters: Vec<(&'static str, f64, bool)>,
}

/// History between `from` and `to`; intervals in the order of time, not overlapping. `None` without any.
pub fn history(
    intervals: &[Interval],
    events: &[DateTime<Utc>],
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    frame: Frame,
    dates: u8,
) -> Option<History> {
    let axis = Axis::FULL;
    let x = |at| frame.x(at, from, to);
    let y = |score| axis.y(score, frame);
    let last = intervals.last()?;
    let mut steps: Vec<String> = Vec::new();
    let mut gaps = Vec::new();
    let mut seen_until = None;
    for interval in intervals {
        let (left, right, height) = (x(interval.from), x(interval.to), y(interval.score));
        match (seen_until, steps.last_mut()) {
            (Some(until), Some(path)) if until >= interval.from => {
                write!(path, "V{height}H{right}").expect("writing to a string cannot fail");
            }
            (until, _) => {
                gaps.extend(until.map(|until| (x(until), left)));
                steps.push(format!("M{left} {height}H{right}"));
            }
        }
        seen_until = Some(interval.to);
    }
    if last.to < to {
        gaps.push((x(last.to), frame.right));
    }
    Some(History {
        load_line: y(LOAD_LINE),
        steps,
        gaps: gaps.into_iter().filter(|(left, right)| right - left >= 1.0).collect(),
        events: events.iter().map(|at| x(*at)).collect(),
        end: (x(last.to), round(y(last.score))),
        grid: axis.ticks(frame),
        dates: time_ticks(from, to, frame, dates),
        letters: letters(last.score, y),
    })
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;

    const FRAME: Frame = Frame { left: 0.0, right: 100.0, top: 0.0, bottom: 100.0 };

    fn draw(intervals: &[(i64, i64, f64)]) -> Option<History> {
        let start = DateTime::from_timestamp(1_795_000_000, 0).expect("in range");
        let day = |d| start + Duration::days(d);
        let intervals: Vec<_> = intervals
            .iter()
            .map(|&(from, to, score)| Interval { from: day(from), to: day(to), score })
            .collect();
        history(&intervals, &[day(5)], (day(0), day(10)), FRAME, 2)
    }

    #[test]
    fn a_change_is_a_step_and_a_pause_is_a_gap() {
        let history = draw(&[(0, 2, 80.0), (2, 4, 20.0), (6, 10, 60.0)]).expect("has intervals");
        assert_eq!(history.steps, ["M0 20H20V80H40", "M60 40H100"]);
        assert_eq!(history.gaps, [(40.0, 60.0)]);
        assert_eq!(history.end, (100.0, 40.0));
        assert_eq!(history.events, [50.0]);
    }

    #[test]
    fn a_workload_that_is_gone_ends_in_a_gap() {
        assert_eq!(draw(&[(0, 5, 80.0)]).expect("has one").gaps, [(50.0, 100.0)]);
    }

    #[test]
    fn no_interval_is_no_chart() {
        assert_eq!(draw(&[]), None);
    }
}
