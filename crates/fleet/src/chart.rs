//! Charts as geometry: a model goes in, numbers and SVG path data come out.
//!
//! No markup and no colour: the page, the HTML report and the PDF draw the same picture from the same numbers.
//! Up is always better. The load line stands at [`LOAD_LINE`]: below it a high or a critical finding is open.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

pub use self::axis::{Axis, Tick, time_ticks};
pub use self::history::{History, Interval, history};
pub use self::trend::{Reading, Sample, Trend, trend};

mod axis;
mod history;
mod trend;

/// The boundary below which a high or a critical finding is open.
pub const LOAD_LINE: f64 = 60.0;

/// Lower bounds of A, of B against C, of C, of D, of F, under the top of the scale.
pub const LADDER: [f64; 6] = [100.0, 90.0, 75.0, 60.0, 30.0, 0.0];

/// The grade that a score of this height would have, with the middle of its rung.
const RUNGS: [(&str, f64); 5] = [("A", 95.0), ("B", 82.5), ("C", 67.5), ("D", 45.0), ("F", 15.0)];

/// Drawing area in user units, y growing downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

impl Frame {
    fn x(&self, at: DateTime<Utc>, from: DateTime<Utc>, to: DateTime<Utc>) -> f64 {
        let span = (to - from).num_milliseconds().max(1) as f64;
        let done = ((at - from).num_milliseconds() as f64 / span).clamp(0.0, 1.0);
        round(self.left + done * (self.right - self.left))
    }
}

/// The ladder of grades with the load line, and the height at which the mark floats.
#[derive(Clone, Debug, PartialEq)]
pub struct Gauge {
    pub load_line: f64,
    pub mark: f64,
    /// Where the rungs are.
    pub ticks: Vec<f64>,
    /// Letter, its middle, and whether the score stands in it.
    pub letters: Vec<(&'static str, f64, bool)>,
}

/// Gauge of `score` (0 to 100) between `top` and `bottom`.
pub fn gauge(score: f64, top: f64, bottom: f64) -> Gauge {
    let y = |value: f64| round(bottom - value.clamp(0.0, 100.0) / 100.0 * (bottom - top));
    Gauge {
        load_line: y(LOAD_LINE),
        mark: y(score),
        ticks: LADDER.map(y).to_vec(),
        letters: letters(score, y),
    }
}

fn letters(score: f64, y: impl Fn(f64) -> f64) -> Vec<(&'static str, f64, bool)> {
    RUNGS
        .iter()
        .zip(LADDER.windows(2))
        .map(|(&(letter, middle), rung)| {
            let here = score >= rung[1] && (score < rung[0] || rung[0] >= 100.0);
            (letter, y(middle), here)
        })
        .collect()
}

fn bounds(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |seen, value| match seen {
        None => Some((value, value)),
        Some((low, high)) => Some((low.min(value), high.max(value))),
    })
}

fn polyline(points: &[(f64, f64)]) -> String {
    let mut path = String::with_capacity(points.len() * 12);
    for (i, (x, y)) in points.iter().enumerate() {
        let command = if i == 0 { "M" } else { "L" };
        write!(path, "{command}{x} {y}").expect("writing to a string cannot fail");
    }
    path
}

/// One decimal: a tenth of a pixel is finer than any screen.
fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_sinks_with_the_score_and_the_load_line_stays() {
        let (good, bad) = (gauge(100.0, 10.0, 110.0), gauge(7.3, 10.0, 110.0));
        assert_eq!((good.mark, bad.mark), (10.0, 102.7));
        assert_eq!((good.load_line, bad.load_line), (50.0, 50.0));
    }

    #[test]
    fn one_letter_is_marked_and_it_is_the_one_of_the_band() {
        for (score, letter) in
            [(100.0, "A"), (90.0, "A"), (89.9, "B"), (75.0, "B"), (60.0, "C"), (59.9, "D"), (0.0, "F")]
        {
            let marked: Vec<_> =
                gauge(score, 0.0, 100.0).letters.into_iter().filter(|l| l.2).map(|l| l.0).collect();
            assert_eq!(marked, [letter], "score {score}");
        }
    }
}
