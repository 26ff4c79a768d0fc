//! What Plimsoll must reach, each value beside a limit that is measured in the same run.

mod changes;
mod fleet;
mod inspect;
mod program;
mod record;
mod scan;
mod wasm_size;

use std::fmt;

use anyhow::{Result, bail};
use clap::ValueEnum;
use serde::Serialize;

use crate::place::Place;

/// One bench is one file in this folder and one line here.
const BENCHES: [Bench; 6] =
    [scan::BENCH, inspect::BENCH, record::BENCH, changes::BENCH, fleet::BENCH, wasm_size::BENCH];

struct Bench {
    name: &'static str,
    run: fn(&Place) -> Result<Vec<Row>>,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

#[derive(Serialize)]
struct Report<'a> {
    rows: &'a [Row],
}

/// One measured value and what it must hold against.
#[derive(Debug, Serialize)]
pub struct Row {
    name: String,
    value: f64,
    unit: String,
    /// The baseline, measured in the same run, or a fixed budget.
    limit: f64,
    /// `value / limit`.
    ratio: f64,
    /// What the ratio must reach.
    bar: Bar,
    holds: bool,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(untagged)]
pub enum Bar {
    AtMost(f64),
    AtLeast(f64),
}

impl fmt::Display for Bar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(bar) => write!(f, "<= {bar}"),
            Self::AtLeast(bar) => write!(f, ">= {bar}"),
        }
    }
}

impl Row {
    pub fn new(name: impl Into<String>, unit: impl Into<String>, value: f64, limit: f64, bar: Bar) -> Self {
        let ratio = value / limit;
        let holds = match bar {
            Bar::AtMost(bar) => ratio <= bar,
            Bar::AtLeast(bar) => ratio >= bar,
        };
        Self { name: name.into(), value, unit: unit.into(), limit, ratio, bar, holds }
    }
}

/// Runs all benches, or the one of this name, and prints their rows; tells whether every bar holds.
pub fn bench(place: &Place, name: Option<&str>, format: Format) -> Result<bool> {
    let chosen: Vec<&Bench> =
        BENCHES.iter().filter(|bench| name.is_none_or(|name| name == bench.name)).collect();
    if chosen.is_empty() {
        bail!("there is no such bench; there are: {}", BENCHES.map(|bench| bench.name).join(", "));
    }
    let mut rows = Vec::new();
    for bench in chosen {
        rows.extend((bench.run)(place)?);
    }
    match format {
        Format::Json => println!("{}", serde_json::to_string(&Report { rows: &rows })?),
        Format::Text => print!("{}", table(&rows)),
    }
    Ok(rows.iter().all(|row| row.holds))
}

fn table(rows: &[Row]) -> String {
    let mut lines = vec![line(["name", "value", "limit", "unit", "ratio", "bar", "holds"])];
    for row in rows {
        let (value, limit) = (format!("{:.1}", row.value), format!("{:.1}", row.limit));
        let (ratio, bar) = (format!("{:.2}", row.ratio), row.bar.to_string());
        let holds = if row.holds { "yes" } else { "NO" };
        lines.push(line([&row.name, &value, &limit, &row.unit, &ratio, &bar, holds]));
    }
    lines.concat()
}

fn line([name, value, limit, unit, ratio, bar, holds]: [&str; 7]) -> String {
    format!("{name:<28} {value:>12} {limit:>12} {unit:<14} {ratio:>7} {bar:>8}  {holds}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_bounds_the_ratio_of_value_to_limit() {
        let holds = |value, bar| Row::new("x", "ms", value, 10.0, bar).holds;
        assert!(holds(20.0, Bar::AtMost(2.0)));
        assert!(!holds(20.1, Bar::AtMost(2.0)));
        assert!(holds(20.0, Bar::AtLeast(2.0)));
        assert!(!holds(19.9, Bar::AtLeast(2.0)));
    }
}
