//! Playwright in Chromium, against the release binary.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use serde::Deserialize;

use crate::place::Place;
use crate::tally::Tally;
use crate::{process, tools};

pub fn run(place: &Place) -> Result<Tally> {
    let engines = engines(place)?;
    let mut playwright = playwright(place, "playwright.config.ts")?;
    judge(place, playwright.env("PLIMSOLL_ENGINES", engines))
}

/// The screens of a simulated fleet, each pictured in a folder.
pub fn run_demo(place: &Place, pictures: &Path) -> Result<Tally> {
    let mut playwright = playwright(place, "demo.config.ts")?;
    judge(place, playwright.env("PLIMSOLL_PICTURES", pictures))
}

fn playwright(place: &Place, config: &str) -> Result<Command> {
    let folder = place.root.join("end2end");
    let mut command = Command::new(folder.join("node_modules/.bin/playwright"));
    command
        .current_dir(&folder)
        .args(["test", "--reporter=list,json", "--config", config])
        .env("PATH", tools::path(place)?)
        .env("PLAYWRIGHT_JSON_OUTPUT_NAME", report(place))
        .env("PLIMSOLL_BIN", place.binary());
    Ok(command)
}

fn report(place: &Place) -> PathBuf {
    place.target.join("playwright.json")
}

fn judge(place: &Place, playwright: &mut Command) -> Result<Tally> {
    let _ = fs::remove_file(report(place));
    let succeeded = process::succeeds(playwright)?;
    let tally = match fs::read_to_string(report(place)) {
        Ok(json) => tally(&json).context("reading Playwright's report")?,
        Err(_) => Tally::default(),
    };
    Ok(tally.of_runner(succeeded))
}

/// The program that runs the engines which the tests look at.
fn engines(place: &Place) -> Result<PathBuf> {
    process::run(
        process::cargo()
            .current_dir(&place.root)
            .args(["build", "--package", "testkit", "--example", "engines"])
            .env("CARGO_TARGET_DIR", &place.target),
    )?;
    Ok(place.target.join("debug/examples/engines"))
}

#[derive(Deserialize)]
struct Report {
    stats: Stats,
}

#[derive(Deserialize)]
struct Stats {
    expected: usize,
    unexpected: usize,
    flaky: usize,
    skipped: usize,
}

/// A test that was skipped, or passed only when tried again, did not pass.
fn tally(json: &str) -> Result<Tally> {
    let Report { stats } = serde_json::from_str(json)?;
    Ok(Tally { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skipped_and_flaky_tests_have_not_passed() -> Result<()> {
        let json = r#"{"suites": [], "stats": {"startTime": "", "duration": 1.5,
            "expected": 7, "unexpected": 1, "flaky": 2, "skipped": 3}}"#;
        assert_eq!(tally(json)?, Tally { passed: 7, failed: 6 });
        Ok(())
    }
}
