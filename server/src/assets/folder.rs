//! The assets as the last build of the front end left them: debug builds show a new one without compiling again.

use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use super::Asset;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/site");

pub fn paths() -> impl Iterator<Item = String> {
    let mut waiting = vec![PathBuf::from(FOLDER)];
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                waiting.push(path);
            } else if let Ok(inside) = path.strip_prefix(FOLDER) {
                found.push(inside.to_string_lossy().into_owned());
            }
        }
    }
    found.into_iter()
}

pub fn read(path: &str) -> Option<Asset> {
    let file = file(path)?;
    let found = file.metadata().ok().filter(std::fs::Metadata::is_file)?;
    let age = found.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let data = std::fs::read(file).ok()?;
    Some(Asset { tag: format!("{:x}-{:x}", age.as_nanos(), data.len()), data: data.into() })
}

pub fn modified(path: &str) -> Option<SystemTime> {
    file(path)?.metadata().ok()?.modified().ok()
}

/// Only names lead anywhere: neither `..` nor an absolute path leaves the folder.
fn file(path: &str) -> Option<PathBuf> {
    let path = Path::new(path);
    path.components().all(|part| matches!(part, Component::Normal(_))).then(|| Path::new(FOLDER).join(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_folder_is_read() {
        assert!(read("../../Cargo.toml").is_none());
        assert!(read("/etc/passwd").is_none());
        assert!(file("pkg/plimsoll.css").is_some());
    }
}
