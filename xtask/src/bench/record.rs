//! Recording a scan, beside the least that PostgreSQL must do for the same.

use anyhow::Result;

use super::{Bench, Row, program};
use crate::place::Place;
use crate::step;
use crate::tools::{self, Need};

pub const BENCH: Bench = Bench { name: "record", run };

fn run(place: &Place) -> Result<Vec<Row>> {
    step::run_all(tools::missing(place, &[Need::Postgres])?)?;
    program::run(place, "store", "record_scan_bench", &["testing"])
}
