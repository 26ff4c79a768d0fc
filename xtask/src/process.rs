//! Child processes whose failure reads as a sentence.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// Runs the command with this terminal; an exit status other than 0 is an error.
pub fn run(command: &mut Command) -> Result<()> {
    if succeeds(command)? {
        return Ok(());
    }
    bail!("`{}` failed", line(command))
}

/// Runs the command with this terminal and tells whether it succeeded.
pub fn succeeds(command: &mut Command) -> Result<bool> {
    let status = command.status().with_context(|| format!("`{}` could not be started", line(command)))?;
    Ok(status.success())
}

/// Runs the command and returns what it printed, without the last line break.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("`{}` could not be started", line(command)))?;
    if !output.status.success() {
        bail!("`{}` failed: {}", line(command), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

/// The first file of this name on PATH.
pub fn on_path(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|dir| dir.join(name)).find(|path| path.is_file())
}

/// The program of this name, also where only an administrator's PATH leads.
pub fn program(name: &str) -> Option<PathBuf> {
    let administrator = ["/usr/local/sbin", "/usr/sbin", "/sbin"].iter().map(|dir| Path::new(dir).join(name));
    on_path(name).or_else(|| administrator.into_iter().find(|path| path.is_file()))
}

/// PATH with these folders before everything else.
pub fn path_with<P: AsRef<Path>>(first: impl IntoIterator<Item = P>) -> Result<OsString> {
    let old = env::var_os("PATH").unwrap_or_default();
    let dirs = first.into_iter().map(|dir| dir.as_ref().to_path_buf()).chain(env::split_paths(&old));
    env::join_paths(dirs).context("a folder whose name contains a colon cannot be put on PATH")
}

pub fn is_root() -> Result<bool> {
    Ok(output(Command::new("id").arg("-u"))? == "0")
}

pub fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}
