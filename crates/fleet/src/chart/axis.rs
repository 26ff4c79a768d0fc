use chrono::{DateTime, Duration, Utc};

use super::{Frame, LOAD_LINE, round};

/// A scale of scores between two round numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    pub low: f64,
    pub high: f64,
    pub step: f64,
}

/// A label and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    pub at: f64,
    pub label: String,
}

impl Axis {
    /// The whole range of scores.
    pub const FULL: Self = Self { low: 0.0, high: 100.0, step: 20.0 };

    /// Holds every value and the load line, with room for at least 20 points.
    pub fn around(low: f64, high: f64) -> Self {
        let low = low.min(LOAD_LINE);
        let high = high.max(LOAD_LINE);
        let step = if high - low > 30.0 { 20.0 } else { 5.0 };
        let floor = (((low - 2.0) / step).floor() * step).max(0.0);
        let ceiling = (((high + 2.0) / step).ceil() * step).min(100.0);
        Self { low: floor, high: ceiling.max((floor + 20.0).min(100.0)), step }
    }

    /// Height of a value in the frame.
    pub fn y(&self, value: f64, frame: Frame) -> f64 {
        let up = (value.clamp(self.low, self.high) - self.low) / (self.high - self.low);
        round(frame.bottom - up * (frame.bottom - frame.top))
    }

    /// Grid lines from the lowest.
    pub fn ticks(&self, frame: Frame) -> Vec<Tick> {
        let count = ((self.high - self.low) / self.step).round() as u32;
        (0..=count)
            .map(|i| self.low + f64::from(i) * self.step)
            .map(|value| Tick { at: self.y(value, frame), label: format!("{value:.0}") })
            .collect()
    }
}

/// `count` dates evenly between two moments; with the hour where they span less than three days.
pub fn time_ticks(from: DateTime<Utc>, to: DateTime<Utc>, frame: Frame, count: u8) -> Vec<Tick> {
    let span = to - from;
    let format = if span < Duration::days(3) { "%-d %b %H:%M" } else { "%-d %b" };
    let last = i32::from(count.max(2)) - 1;
    (0..=last)
        .map(|i| from + span * i / last)
        .map(|at| Tick { at: frame.x(at, from, to), label: at.format(format).to_string() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_load_line_is_always_in_sight() {
        for (low, high) in [(71.0, 73.0), (5.0, 9.0), (99.0, 100.0), (58.0, 62.0)] {
            let axis = Axis::around(low, high);
            assert!(
                axis.low <= low.min(LOAD_LINE) && axis.high >= high.max(LOAD_LINE),
                "{low} to {high}: {axis:?}"
            );
            assert!(axis.low >= 0.0 && axis.high <= 100.0, "{axis:?}");
        }
    }

    #[test]
    fn grid_lines_are_round_numbers() {
        let frame = Frame { left: 0.0, right: 1.0, top: 0.0, bottom: 100.0 };
        let labels: Vec<_> = Axis::around(70.0, 73.0).ticks(frame).into_iter().map(|t| t.label).collect();
        assert_eq!(labels, ["55", "60", "65", "70", "75"]);
    }

    #[test]
    fn a_short_span_names_the_hour() {
        let frame = Frame { left: 0.0, right: 100.0, top: 0.0, bottom: 1.0 };
        let from = DateTime::from_timestamp(1_795_000_000, 0).expect("in range");
        let hours = time_ticks(from, from + Duration::hours(10), frame, 3);
        assert_eq!(hours.iter().map(|t| t.at).collect::<Vec<_>>(), [0.0, 50.0, 100.0]);
        assert!(hours[0].label.contains(':'));
        assert!(!time_ticks(from, from + Duration::days(30), frame, 3)[0].label.contains(':'));
    }
}
