//! Following the change feed, as one reader does.

use anyhow::Result;

use super::{Bench, Row, program};
use crate::place::Place;
use crate::step;
use crate::tools::{self, Need};

pub const BENCH: Bench = Bench { name: "changes", run };

fn run(place: &Place) -> Result<Vec<Row>> {
    step::run_all(tools::missing(place, &[Need::Postgres])?)?;
    program::run(place, "store", "changes_bench", &["testing"])
}
