//! The tests of all crates, by nextest.

use std::fs;

use anyhow::{Context as _, Result};

use crate::place::Place;
use crate::tally::Tally;
use crate::{process, tools};

pub fn run(place: &Place) -> Result<Tally> {
    // Named in .config/nextest.toml.
    let report = place.root.join("target/nextest/default/junit.xml");
    let _ = fs::remove_file(&report);
    let succeeded = process::succeeds(
        process::cargo()
            .current_dir(&place.root)
            .args(["nextest", "run", "--workspace", "--no-fail-fast"])
            .env("PATH", tools::path(place)?)
            .env("CARGO_TARGET_DIR", &place.target)
            .env("PLIMSOLL_BIN", place.binary())
            .env("PLIMSOLL_PYTHON", tools::python(place)),
    )?;
    let tally = match fs::read_to_string(&report) {
        Ok(xml) => tally(&xml).context("nextest's report has no totals")?,
        Err(_) => Tally::default(),
    };
    Ok(tally.of_runner(succeeded))
}

/// The totals in the outermost element of a JUnit report.
fn tally(xml: &str) -> Option<Tally> {
    let (_, rest) = xml.split_once("<testsuites ")?;
    let (element, _) = rest.split_once('>')?;
    let count = |name: &str| -> Option<usize> {
        let (_, rest) = element.split_once(&format!("{name}=\""))?;
        rest.split_once('"')?.0.parse().ok()
    };
    let failed = count("failures")? + count("errors")?;
    Some(Tally { passed: count("tests")?.checked_sub(failed)?, failed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_totals_are_those_of_the_outermost_element() {
        let xml = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="nextest-run" tests="9" failures="2" errors="1" uuid="x" time="0.3">
    <testsuite name="fleet" tests="4" disabled="0" errors="0" failures="1">"#;
        assert_eq!(tally(xml), Some(Tally { passed: 6, failed: 3 }));
    }
}
