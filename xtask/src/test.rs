//! All tests: in the browser against the release binary, of the documentation, of the workspace.

use std::time::Duration;

use anyhow::Result;

use crate::place::Place;
use crate::suites::{browser, documentation, workspace};
use crate::tally::Tally;
use crate::tools::{self, Need};
use crate::{release, step};

pub const NEEDS: [Need; 3] = [Need::Build, Need::Postgres, Need::Tests];

/// Installs what the tests need, runs them all and prints the totals; tells whether all passed.
pub fn test(place: &Place) -> Result<bool> {
    let mut steps = tools::missing(place, &NEEDS)?;
    steps.extend(release::outdated(place)?);
    step::run_all(steps)?;
    let tally = run(place);
    println!("\n{tally}");
    Ok(tally.failed == 0)
}

/// Runs every suite, also after one has failed.
pub fn run(place: &Place) -> Tally {
    let mut tally = Tally::default();
    for (name, cpu, suite) in SUITES {
        println!("\n== tests: {name}, at first {}", step::roughly(step::compiling(cpu)));
        tally += suite(place).unwrap_or_else(|error| {
            println!("error: {error:#}");
            Tally::one(false)
        });
    }
    tally
}

type Suite = fn(&Place) -> Result<Tally>;

/// Each with what compiling and running it takes when nothing is compiled yet.
const SUITES: [(&str, Duration, Suite); 3] = [
    ("browser", Duration::from_mins(5), browser::run),
    ("documentation", Duration::from_mins(2), documentation::run),
    ("workspace", Duration::from_mins(15), workspace::run),
];
