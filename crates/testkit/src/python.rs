use std::env;
use std::path::PathBuf;
use std::process::Command;

/// Runs the Python whose packages `end2end/requirements.txt` names.
///
/// # Panics
/// Where `cargo xtask test` has not installed it.
pub fn python() -> Command {
    let python = interpreter();
    assert!(
        python.is_file(),
        "this test needs the Python packages that `cargo xtask test` installs; {} is not there",
        python.display()
    );
    Command::new(python)
}

fn interpreter() -> PathBuf {
    if let Some(python) = env::var_os("PLIMSOLL_PYTHON") {
        return python.into();
    }
    cache().join("tools/python/bin/python")
}

fn cache() -> PathBuf {
    if let Some(cache) = env::var_os("PLIMSOLL_CACHE") {
        return cache.into();
    }
    let home = || PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cache");
    env::var_os("XDG_CACHE_HOME").map_or_else(home, PathBuf::from).join("plimsoll")
}
