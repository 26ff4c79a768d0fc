//! Parts of the Rust toolchain: the wasm target, rustfmt, clippy.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use super::Need;
use crate::process;
use crate::step::Step;

const WASM: &str = "wasm32-unknown-unknown";

pub fn missing<'a>(needs: &[Need]) -> Result<Vec<Step<'a>>> {
    let mut steps = Vec::new();
    if needs.contains(&Need::Build) && !sysroot()?.join("lib/rustlib").join(WASM).is_dir() {
        steps.push(add("target", WASM));
    }
    if needs.contains(&Need::Lints) {
        for (component, program) in [("rustfmt", "cargo-fmt"), ("clippy", "cargo-clippy")] {
            if !present(program)? {
                steps.push(add("component", component));
            }
        }
    }
    Ok(steps)
}

fn add<'a>(kind: &'static str, name: &'static str) -> Step<'a> {
    Step::new(format!("Rust {kind} {name}"), Duration::from_secs(5), move || {
        if process::on_path("rustup").is_none() {
            bail!(
                "the Rust {kind} {name} is missing and there is no rustup to add it; see https://rustup.rs"
            );
        }
        process::run(Command::new("rustup").args([kind, "add", name]))
    })
}

fn present(program: &str) -> Result<bool> {
    Ok(sysroot()?.join("bin").join(program).is_file()
        || process::on_path(program).is_some_and(|path| !is_rustup_proxy(&path)))
}

/// rustup puts a name on PATH for every component, installed or not.
fn is_rustup_proxy(path: &Path) -> bool {
    path.with_file_name("rustup").exists()
}

fn sysroot() -> Result<PathBuf> {
    Ok(process::output(Command::new("rustc").args(["--print", "sysroot"]))?.into())
}
