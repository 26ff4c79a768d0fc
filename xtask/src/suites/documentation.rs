//! The examples in the documentation of the libraries.

use std::process::Stdio;

use anyhow::{Context as _, Result};

use crate::place::Place;
use crate::process;
use crate::tally::Tally;

pub fn run(place: &Place) -> Result<Tally> {
    let output = process::cargo()
        .current_dir(&place.root)
        .args(["test", "--quiet", "--workspace", "--doc", "--no-fail-fast"])
        .env("CARGO_TARGET_DIR", &place.target)
        .stderr(Stdio::inherit())
        .output()
        .context("starting cargo test")?;
    let text = String::from_utf8_lossy(&output.stdout);
    print!("{text}");
    let tally = tally(&text);
    // No examples at all is no failure.
    Ok(if output.status.success() { tally } else { tally.of_runner(false) })
}

/// Adds up lines such as `test result: ok. 3 passed; 0 failed; 0 ignored; …`.
fn tally(text: &str) -> Tally {
    let mut sum = Tally::default();
    for line in text.lines().filter(|line| line.starts_with("test result:")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        for pair in words.windows(2) {
            let count = pair[0].parse().unwrap_or(0);
            match pair[1] {
                "passed;" => sum.passed += count,
                "failed;" => sum.failed += count,
                _ => {}
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_results_of_all_crates_are_added_up() {
        let text = "\nrunning 3 tests\n...\ntest result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; \
            0 filtered out; finished in 0.21s\n\nrunning 1 test\n.\ntest result: ok. 1 passed; 0 failed; \
            0 ignored; 0 measured; 0 filtered out; finished in 0.10s\n";
        assert_eq!(tally(text), Tally { passed: 3, failed: 1 });
    }
}
