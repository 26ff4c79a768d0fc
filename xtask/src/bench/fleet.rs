//! A fleet of 100,000 workloads: how long it takes to come about, and how long what people ask of it takes.

use anyhow::Result;

use super::{Bench, Row, program};
use crate::place::Place;
use crate::step;
use crate::tools::{self, Need};

pub const BENCH: Bench = Bench { name: "fleet", run };

fn run(place: &Place) -> Result<Vec<Row>> {
    step::run_all(tools::missing(place, &[Need::Postgres])?)?;
    program::run(place, "testkit", "fleet_bench", &["large"])
}
