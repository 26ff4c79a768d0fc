//! Python packages that tests use: other people's clients, readers and servers, in an environment of their own.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use super::Need;
use crate::fingerprint::Fingerprint;
use crate::place::Place;
use crate::process;
use crate::step::Step;

/// Debian's own: one of another origin may lack what its `venv` needs.
const PYTHON: &str = "/usr/bin/python3";

pub fn missing<'a>(place: &'a Place, needs: &[Need]) -> Result<Option<Step<'a>>> {
    let requirements = requirements(place);
    let mark = Fingerprint::default().path(&requirements)?.mark(folder(place).join(".installed"));
    if !needs.contains(&Need::Tests) || mark.is_set() {
        return Ok(None);
    }
    Ok(Some(Step::new("Python packages for the tests", Duration::from_secs(20), move || {
        mark.clear()?;
        process::run(Command::new(PYTHON).args(["-m", "venv", "--clear"]).arg(folder(place)))?;
        process::run(
            Command::new(folder(place).join("bin/pip"))
                .args(["install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement"])
                .arg(requirements),
        )?;
        mark.set()
    })))
}

/// The environment; its interpreter is `bin/python` in it.
pub fn folder(place: &Place) -> PathBuf {
    place.tools().join("python")
}

fn requirements(place: &Place) -> PathBuf {
    place.root.join("end2end/requirements.txt")
}
