//! What the tasks need on a machine, and how it gets there. Nothing that is there is installed again.

mod cargo;
mod debian;
mod node;
mod python;
mod rustup;

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::Result;

use crate::place::Place;
use crate::process;
use crate::step::Step;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// To compile the release: the wasm target, cargo-leptos, wasm-bindgen, Tailwind, wasm-opt.
    Build,
    /// The programs of PostgreSQL; its default cluster is neither made nor started.
    Postgres,
    /// rustfmt, clippy, cargo-deny.
    Lints,
    /// nextest, a real container engine, a browser with what drives it, Python packages, tools that read PDF files.
    Tests,
}

impl Need {
    pub const ALL: [Self; 4] = [Self::Build, Self::Postgres, Self::Lints, Self::Tests];
}

/// The steps that install what is missing, in order.
pub fn missing<'a>(place: &'a Place, needs: &[Need]) -> Result<Vec<Step<'a>>> {
    let mut steps = Vec::new();
    steps.extend(debian::missing(place, needs)?);
    steps.extend(rustup::missing(needs)?);
    steps.extend(cargo::missing(place, needs)?);
    steps.extend(node::missing(place, needs)?);
    steps.extend(python::missing(place, needs)?);
    Ok(steps)
}

/// PATH with the installed tools first.
pub fn path(place: &Place) -> Result<OsString> {
    let mut folders = vec![place.tools().join("bin"), place.root.join("node_modules/.bin")];
    folders.extend(node::folder(place));
    process::path_with(folders)
}

/// The interpreter that knows the Python packages of the tests.
pub fn python(place: &Place) -> PathBuf {
    python::folder(place).join("bin/python")
}
