//! The committed query descriptions in `.sqlx`, from which `store` compiles without a database.
//!
//! Does what `cargo sqlx prepare` does, with a PostgreSQL of its own and no further tool.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::place::Place;
use crate::postgres::Postgres;
use crate::process;

type Files = BTreeMap<OsString, String>;

/// Writes `.sqlx` anew or, with `check`, fails when the committed one is not what the sources say.
pub fn prepare(place: &Place, check: bool) -> Result<()> {
    let committed = place.root.join(".sqlx");
    let described = describe(place)?;
    let old = read(&committed)?;
    if described == old {
        println!(".sqlx is fresh: {} queries", described.len());
        return Ok(());
    }
    if check {
        bail!(".sqlx is stale: {}; run `cargo xtask sqlx` and commit it", difference(&old, &described));
    }
    println!(".sqlx: {}", difference(&old, &described));
    write(&committed, &old, &described)
}

/// Compiles `store` against a database with all migrations and collects what sqlx's macros learnt.
fn describe(place: &Place) -> Result<Files> {
    let postgres = Postgres::start()?;
    for migration in migrations(&place.root)? {
        postgres.execute_file(&migration)?;
    }
    let found = tempfile::tempdir()?;
    // Cargo does not see the variables that the macros read; a cfg of this run makes it compile anew.
    let run = found.path().display();
    process::run(
        process::cargo()
            .current_dir(&place.root)
            .args(["rustc", "--quiet", "--profile", "check", "--package", "store", "--lib", "--"])
            .arg(format!("--cfg=sqlx_described=\"{run}\""))
            .arg("--allow=unexpected_cfgs")
            .env("CARGO_TARGET_DIR", &place.target)
            .env("DATABASE_URL", postgres.url())
            .env("SQLX_OFFLINE", "false")
            .env("SQLX_OFFLINE_DIR", found.path()),
    )
    .context("store did not compile against a database with all migrations")?;
    read(found.path())
}

fn migrations(root: &Path) -> Result<Vec<PathBuf>> {
    let folder = root.join("migrations");
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .with_context(|| format!("reading {}", folder.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "sql"));
    files.sort();
    Ok(files)
}

fn read(folder: &Path) -> Result<Files> {
    if !folder.is_dir() {
        return Ok(Files::new());
    }
    let mut files = Files::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        files.insert(entry.file_name(), fs::read_to_string(entry.path())?);
    }
    Ok(files)
}

fn write(folder: &Path, old: &Files, new: &Files) -> Result<()> {
    fs::create_dir_all(folder)?;
    for name in old.keys().filter(|name| !new.contains_key(*name)) {
        fs::remove_file(folder.join(name))?;
    }
    for (name, text) in new.iter().filter(|(name, text)| old.get(*name) != Some(text)) {
        fs::write(folder.join(name), text)?;
    }
    Ok(())
}

fn difference(old: &Files, new: &Files) -> String {
    let added = new.keys().filter(|name| !old.contains_key(*name)).count();
    let removed = old.keys().filter(|name| !new.contains_key(*name)).count();
    let changed = new.iter().filter(|(name, text)| old.get(*name).is_some_and(|old| old != *text)).count();
    format!("{added} queries new, {removed} gone, {changed} described differently")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(entries: &[(&str, &str)]) -> Files {
        entries.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect()
    }

    #[test]
    fn a_difference_counts_new_gone_and_changed() {
        let old = files(&[("a", "1"), ("b", "1"), ("c", "1")]);
        let new = files(&[("b", "2"), ("c", "1"), ("d", "1"), ("e", "1")]);
        assert_eq!(difference(&old, &new), "2 queries new, 1 gone, 1 described differently");
    }

    #[test]
    fn writing_leaves_exactly_the_new_files() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let old = files(&[("a", "1"), ("b", "1")]);
        let new = files(&[("b", "2"), ("c", "1")]);
        write(folder.path(), &Files::new(), &old)?;
        write(folder.path(), &old, &new)?;
        assert_eq!(read(folder.path())?, new);
        Ok(())
    }
}
