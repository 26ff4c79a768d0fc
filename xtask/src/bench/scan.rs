//! A scan of a real engine, beside a bare program that asks the same.

use anyhow::Result;

use super::{Bench, Row, program};
use crate::place::Place;
use crate::step;
use crate::tools::{self, Need};

pub const BENCH: Bench = Bench { name: "scan", run };

fn run(place: &Place) -> Result<Vec<Row>> {
    step::run_all(tools::missing(place, &[Need::Tests])?)?;
    program::run(place, "collector", "scan_bench", &[])
}
