use chrono::{DateTime, Utc};

use super::{Axis, Frame, LOAD_LINE, Tick, bounds, letters, polyline, time_ticks};

/// A value at a moment; `None` where nothing is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    pub at: DateTime<Utc>,
    pub value: Option<f64>,
}

/// The index over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    pub load_line: f64,
    /// One path for each stretch without a gap.
    pub lines: Vec<String>,
    /// Left and right of every stretch in which nothing is known.
    pub gaps: Vec<(f64, f64)>,
    pub points: Vec<Reading>,
    pub grid: Vec<Tick>,
    pub dates: Vec<Tick>,
    /// Letters of the ladder that the axis shows, with the one the last value stands in.
    pub letters: Vec<(&'static str, f64, bool)>,
}

/// A place to point at: the column it fills, and what it says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    pub at: DateTime<Utc>,
    pub value: f64,
    pub x: f64,
    pub y: f64,
}

/// Trend of samples in the order of time; `None` without a single value. `dates` is how many dates to name.
pub fn trend(samples: &[Sample], axis: Option<Axis>, frame: Frame, dates: u8) -> Option<Trend> {
    let (low, high) = bounds(samples.iter().filter_map(|s| s.value))?;
    let axis = axis.unwrap_or_else(|| Axis::around(low, high));
    let (from, to) = (samples.first()?.at, samples.last()?.at);
    let points: Vec<_> = samples
        .iter()
        .filter_map(|sample| {
            let value = sample.value?;
            Some(Reading { at: sample.at, value, x: frame.x(sample.at, from, to), y: axis.y(value, frame) })
        })
        .collect();
    let last = points.last()?.value;
    let visible = |y: &(&str, f64, bool)| y.1 > frame.top && y.1 < frame.bottom;
    Some(Trend {
        load_line: axis.y(LOAD_LINE, frame),
        lines: stretches(samples, &points),
        gaps: gaps(samples, frame, from, to),
        grid: axis.ticks(frame),
        dates: time_ticks(from, to, frame, dates),
        letters: letters(last, |v| axis.y(v, frame)).into_iter().filter(visible).collect(),
        points,
    })
}

fn stretches(samples: &[Sample], points: &[Reading]) -> Vec<String> {
    let mut rest = points.iter();
    samples
        .split(|sample| sample.value.is_none())
        .map(|stretch| rest.by_ref().take(stretch.len()).map(|p| (p.x, p.y)).collect::<Vec<_>>())
        .filter(|stretch| !stretch.is_empty())
        .map(|stretch| polyline(&stretch))
        .collect()
}

fn gaps(samples: &[Sample], frame: Frame, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<(f64, f64)> {
    let x = |i: usize| frame.x(samples[i].at, from, to);
    let mut gaps = Vec::new();
    let mut start = None;
    for (i, sample) in samples.iter().enumerate() {
        match (sample.value, start) {
            (None, None) => start = Some(i.saturating_sub(1)),
            (Some(_), Some(first)) => {
                gaps.push((x(first), x(i)));
                start = None;
            }
            _ => {}
        }
    }
    if let Some(first) = start {
        gaps.push((x(first), x(samples.len() - 1)));
    }
    gaps
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;

    const FRAME: Frame = Frame { left: 0.0, right: 100.0, top: 0.0, bottom: 100.0 };

    fn draw(values: &[Option<f64>]) -> Option<Trend> {
        let start = DateTime::from_timestamp(1_795_000_000, 0).expect("in range");
        let samples: Vec<_> = (0..)
            .zip(values)
            .map(|(day, &value)| Sample { at: start + Duration::days(day), value })
            .collect();
        trend(&samples, Some(Axis::FULL), FRAME, 2)
    }

    #[test]
    fn missing_data_breaks_the_line_and_is_hatched() {
        let trend = draw(&[Some(80.0), Some(60.0), None, Some(40.0), Some(20.0)]).expect("has values");
        assert_eq!(trend.lines, ["M0 20L25 40", "M75 60L100 80"]);
        assert_eq!(trend.gaps, [(25.0, 75.0)]);
    }

    #[test]
    fn data_that_begins_late_or_ends_early_is_hatched_to_the_edge() {
        assert_eq!(draw(&[None, Some(1.0), None]).expect("has a value").gaps, [(0.0, 50.0), (50.0, 100.0)]);
    }

    #[test]
    fn nothing_known_is_no_chart() {
        assert_eq!(draw(&[None, None]), None);
        assert_eq!(draw(&[]), None);
    }
}
