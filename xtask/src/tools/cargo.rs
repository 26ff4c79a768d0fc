//! Tools that cargo installs, compiled for a short wait instead of for speed.

use std::fs;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result};

use super::Need;
use crate::place::Place;
use crate::process;
use crate::step::{Step, compiling};

struct Tool {
    name: &'static str,
    /// The program whose `--version` tells.
    program: &'static str,
    version: String,
    options: &'static [&'static str],
    cpu_minutes: u64,
    /// Whether any version that is on PATH already will do.
    any_version: bool,
}

pub fn missing<'a>(place: &'a Place, needs: &[Need]) -> Result<Vec<Step<'a>>> {
    let missing = wanted(place, needs)?.into_iter().filter(|tool| !tool.is_installed(place));
    Ok(missing.map(|tool| tool.step(place)).collect())
}

fn wanted(place: &Place, needs: &[Need]) -> Result<Vec<Tool>> {
    let mut tools = Vec::new();
    if needs.contains(&Need::Build) {
        tools.push(Tool {
            name: "cargo-leptos",
            program: "cargo-leptos",
            version: "0.3.11".into(),
            // Without downloads a missing tool is an error at once.
            options: &["--locked", "--features", "no_downloads"],
            cpu_minutes: 15,
            any_version: false,
        });
        tools.push(Tool {
            name: "wasm-bindgen-cli",
            program: "wasm-bindgen",
            version: locked_version(place, "wasm-bindgen")?,
            options: &[],
            cpu_minutes: 4,
            any_version: false,
        });
    }
    if needs.contains(&Need::Tests) {
        tools.push(Tool {
            name: "cargo-nextest",
            program: "cargo-nextest",
            version: "0.9.143".into(),
            options: &["--locked", "--no-default-features", "--features", "default-no-update"],
            cpu_minutes: 8,
            any_version: true,
        });
    }
    if needs.contains(&Need::Lints) {
        tools.push(Tool {
            name: "cargo-deny",
            program: "cargo-deny",
            version: "0.20.2".into(),
            options: &["--locked"],
            cpu_minutes: 4,
            any_version: true,
        });
    }
    Ok(tools)
}

impl Tool {
    fn is_installed(&self, place: &Place) -> bool {
        let ours = place.tools().join("bin").join(self.program);
        if self.says_its_version(&ours) {
            return true;
        }
        process::on_path(self.program).is_some_and(|path| self.any_version || self.says_its_version(&path))
    }

    fn says_its_version(&self, program: &std::path::Path) -> bool {
        // `cargo-x` answers as cargo would call it.
        let mut command = Command::new(program);
        if let Some(word) = self.program.strip_prefix("cargo-") {
            command.arg(word);
        }
        let said = process::output(command.arg("--version")).unwrap_or_default();
        said.split_whitespace().any(|word| word == self.version)
    }

    fn step(self, place: &Place) -> Step<'_> {
        let estimate = compiling(Duration::from_secs(60 * self.cpu_minutes));
        Step::new(format!("compiling {} {}", self.name, self.version), estimate, move || self.install(place))
    }

    fn install(&self, place: &Place) -> Result<()> {
        // A folder of its own lets an interrupted installation go on where it stopped.
        let build = place.cache.join("build").join(self.name);
        process::run(
            process::cargo()
                .current_dir(&place.cache)
                .args(["install", self.name, "--version", &self.version, "--ignore-rust-version"])
                .args(self.options)
                .arg("--root")
                .arg(place.tools())
                .env("CARGO_TARGET_DIR", &build)
                .env("CARGO_PROFILE_RELEASE_LTO", "off")
                .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
                .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
                .env("CARGO_PROFILE_RELEASE_DEBUG", "0"),
        )?;
        fs::remove_dir_all(&build).with_context(|| format!("removing {}", build.display()))
    }
}

/// The version of a crate in Cargo.lock.
fn locked_version(place: &Place, name: &str) -> Result<String> {
    let lock = fs::read_to_string(place.root.join("Cargo.lock")).context("reading Cargo.lock")?;
    let key = format!("name = \"{name}\"\nversion = \"");
    let (_, rest) = lock.split_once(&key).with_context(|| format!("{name} is not in Cargo.lock"))?;
    let (version, _) = rest.split_once('"').context("Cargo.lock is cut off")?;
    Ok(version.to_owned())
}
