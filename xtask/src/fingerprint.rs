//! Whether something was made from exactly these inputs before.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

#[derive(Default)]
pub struct Fingerprint {
    hasher: DefaultHasher,
    skipped: &'static [&'static str],
}

impl Fingerprint {
    /// Leaves out what has one of these names, wherever it is.
    pub fn skipping(names: &'static [&'static str]) -> Self {
        Self { skipped: names, ..Self::default() }
    }

    pub fn text(mut self, text: &str) -> Self {
        text.hash(&mut self.hasher);
        self
    }

    /// Adds a file or everything in a folder: names and contents. What does not exist counts too.
    pub fn path(mut self, path: &Path) -> Result<Self> {
        self.add(path).with_context(|| format!("reading {}", path.display()))?;
        Ok(self)
    }

    /// A mark in a file, to be left once the work is done.
    pub fn mark(self, file: impl Into<PathBuf>) -> Mark {
        Mark { file: file.into(), value: format!("{:016x}\n", self.hasher.finish()) }
    }

    fn add(&mut self, path: &Path) -> std::io::Result<()> {
        path.file_name().hash(&mut self.hasher);
        if path.is_dir() {
            let mut entries: Vec<PathBuf> =
                fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
            entries.retain(|entry| !self.skipped.iter().any(|name| entry.ends_with(name)));
            entries.sort();
            entries.len().hash(&mut self.hasher);
            return entries.iter().try_for_each(|entry| self.add(entry));
        }
        match fs::read(path) {
            Ok(content) => content.hash(&mut self.hasher),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

pub struct Mark {
    file: PathBuf,
    value: String,
}

impl Mark {
    pub fn is_set(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|value| value == self.value)
    }

    pub fn set(&self) -> Result<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.file, &self.value).with_context(|| format!("writing {}", self.file.display()))
    }

    /// Takes the mark away, so that work which is interrupted is not taken for done.
    pub fn clear(&self) -> Result<()> {
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_holds_until_a_name_or_a_content_changes() -> Result<()> {
        let place = tempfile::tempdir()?;
        let source = place.path().join("source");
        fs::create_dir(&source)?;
        fs::write(source.join("a"), "1")?;
        let mark = || {
            Ok::<_, anyhow::Error>(
                Fingerprint::skipping(&["tests"]).path(&source)?.mark(place.path().join("mark")),
            )
        };
        assert!(!mark()?.is_set());
        mark()?.set()?;
        assert!(mark()?.is_set());
        fs::write(source.join("a"), "2")?;
        assert!(!mark()?.is_set(), "another content");
        mark()?.set()?;
        fs::rename(source.join("a"), source.join("b"))?;
        assert!(!mark()?.is_set(), "another name");
        mark()?.set()?;
        fs::create_dir(source.join("tests"))?;
        assert!(mark()?.is_set(), "what is skipped does not count");
        Ok(())
    }
}
