//! The release: one binary that carries all web assets.

use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use crate::fingerprint::{Fingerprint, Mark};
use crate::place::Place;
use crate::step::{Step, compiling};
use crate::{process, tools};

/// Everything the binary is made from.
const INPUTS: [&str; 13] = [
    ".cargo/config.toml",
    ".sqlx",
    "Cargo.lock",
    "Cargo.toml",
    "app",
    "crates",
    "migrations",
    "package-lock.json",
    "package.json",
    "public",
    "server",
    "style",
    "xtask/src/release.rs",
];

/// The step that builds the release, or none when nothing it is made from has changed.
pub fn outdated(place: &Place) -> Result<Option<Step<'_>>> {
    let mark = mark(place)?;
    if mark.is_set() && place.binary().is_file() {
        return Ok(None);
    }
    let cold = !place.binary().is_file();
    let estimate = compiling(Duration::from_secs(if cold { 820 } else { 240 }));
    Ok(Some(Step::new("building the release", estimate, move || {
        mark.clear()?;
        build(place)?;
        mark.set()
    })))
}

fn mark(place: &Place) -> Result<Mark> {
    let rustc = process::output(Command::new("rustc").arg("--version"))?;
    let mut inputs =
        Fingerprint::skipping(&["tests", "benches"]).text(&rustc).text(&place.root.to_string_lossy());
    for input in INPUTS {
        inputs = inputs.path(&place.root.join(input))?;
    }
    Ok(inputs.mark(place.target.join("release/plimsoll.inputs")))
}

fn build(place: &Place) -> Result<()> {
    process::run(
        process::cargo()
            .current_dir(&place.root)
            .args(["leptos", "build", "--release", "--precompress"])
            .env("PATH", tools::path(place)?)
            .env("CARGO_TARGET_DIR", &place.target),
    )
}
