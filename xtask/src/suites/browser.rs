//! Playwright in Chromium, against the release binary.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};
use serde::Deserialize;

use crate::place::Place;
use crate::tally::Tally;
use crate::{process, tools};

pub fn run(place: &Place) -> Result<Tally> {
    let folder = place.root.join("end2end");
    let report = place.target.join("playwright.json");
    let _ = fs::remove_file(&report);
    let engines = engines(place)?;
    let succeeded = process::succeeds(
        Command::new(folder.join("node_modules/.bin/playwright"))
            .current_dir(&folder)
            .args(["test", "--reporter=list,json"])
            .env("PATH", tools::path(place)?)
            .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report)
            .env("PLIMSOLL_BIN", place.binary())
            .env("PLIMSOLL_ENGINES", engines),
    )?;
    let tally = match fs::read_to_string(&report) {
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
