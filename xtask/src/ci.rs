//! Everything that must hold before a change is accepted.

use std::process::Command;

use anyhow::Result;

use crate::place::Place;
use crate::tally::Tally;
use crate::tools::{self, Need};
use crate::{process, release, sqlx, step, test};

type Check = fn(&Place) -> Result<()>;

const CHECKS: [(&str, Check); 6] = [
    ("formatting", formatting),
    ("lints", lints),
    ("lints of what runs in the browser", browser_lints),
    ("licences, bans and sources of dependencies", dependencies),
    ("types of the browser tests", browser_test_types),
    ("query descriptions", |place| sqlx::prepare(place, true)),
];

/// Runs every check and every test, also after one has failed; tells whether all passed.
pub fn ci(place: &Place) -> Result<bool> {
    step::run_all(tools::missing(place, &Need::ALL)?)?;
    let mut tally = Tally::default();
    for (name, check) in CHECKS {
        println!("\n== {name}");
        tally += passed(check(place));
    }
    match release::outdated(place)?.map_or(Ok(()), |step| step::run_all(vec![step])) {
        Ok(()) => tally += test::run(place),
        failure => tally += passed(failure),
    }
    println!("\n{tally}");
    Ok(tally.failed == 0)
}

fn passed(outcome: Result<()>) -> Tally {
    if let Err(error) = &outcome {
        println!("error: {error:#}");
    }
    Tally::one(outcome.is_ok())
}

fn formatting(place: &Place) -> Result<()> {
    process::run(cargo(place)?.args(["fmt", "--all", "--check"]))
}

fn lints(place: &Place) -> Result<()> {
    process::run(cargo(place)?.args(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))
}

fn browser_lints(place: &Place) -> Result<()> {
    process::run(
        cargo(place)?
            .args(["clippy", "--package", "posture", "--package", "fleet", "--package", "app"])
            .args(["--features", "app/hydrate", "--target", "wasm32-unknown-unknown"])
            .args(["--", "--deny", "warnings"]),
    )
}

/// Without the advisories: their database is not to be had everywhere.
fn dependencies(place: &Place) -> Result<()> {
    process::run(cargo(place)?.args(["deny", "--all-features", "check", "bans", "licenses", "sources"]))
}

fn browser_test_types(place: &Place) -> Result<()> {
    let folder = place.root.join("end2end");
    let compiler = folder.join("node_modules/.bin/tsc");
    process::run(Command::new(compiler).current_dir(&folder).arg("--noEmit").env("PATH", tools::path(place)?))
}

fn cargo(place: &Place) -> Result<Command> {
    let mut cargo = process::cargo();
    cargo.current_dir(&place.root).env("PATH", tools::path(place)?).env("CARGO_TARGET_DIR", &place.target);
    Ok(cargo)
}
