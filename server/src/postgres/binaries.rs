//! Where the programs of an installed PostgreSQL are.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{OLDEST_MAJOR, PostgresError, written_by};

/// A folder that holds `postgres` and `initdb` of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    folder: PathBuf,
    /// Major version, such as 15.
    pub major: u32,
}

impl Binaries {
    /// Looks in `PLIMSOLL_PG_BIN`, then `/usr/lib/postgresql/*/bin`, newest first, then `PATH`.
    ///
    /// With `major`, only that version will do: a data directory can be read by the version that wrote it.
    pub fn find(major: Option<u32>) -> Result<Self, PostgresError> {
        candidates()
            .iter()
            .filter_map(|folder| Self::inspect(folder))
            .find(|found| major.map_or(found.major >= OLDEST_MAJOR, |wanted| found.major == wanted))
            .ok_or(PostgresError::NotInstalled)
    }

    /// Those that can serve the cluster in `data`; any that are new enough where there is none yet.
    pub fn for_data(data: &Path) -> Result<Self, PostgresError> {
        match written_by(data) {
            None => Self::find(None),
            Some(major) => Self::find(Some(major))
                .map_err(|_| PostgresError::WrongMajor { directory: data.to_owned(), major }),
        }
    }

    pub fn postgres(&self) -> PathBuf {
        self.folder.join("postgres")
    }

    pub fn initdb(&self) -> PathBuf {
        self.folder.join("initdb")
    }

    fn inspect(folder: &Path) -> Option<Self> {
        if !folder.join("initdb").is_file() {
            return None;
        }
        let answer = Command::new(folder.join("postgres")).arg("--version").output().ok()?;
        let major = major_version(&String::from_utf8_lossy(&answer.stdout))?;
        Some(Self { folder: folder.to_owned(), major })
    }
}

fn candidates() -> Vec<PathBuf> {
    if let Some(named) = std::env::var_os("PLIMSOLL_PG_BIN") {
        return vec![PathBuf::from(named)];
    }
    let mut packaged: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    packaged.sort_by_key(|(major, _)| std::cmp::Reverse(*major));
    let path = std::env::var_os("PATH").unwrap_or_default();
    packaged.into_iter().map(|(_, folder)| folder).chain(std::env::split_paths(&path)).collect()
}

/// Reads `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`, also `17beta1`.
fn major_version(answer: &str) -> Option<u32> {
    let version = answer.split_whitespace().nth(2)?;
    let digits = version.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(version.len());
    version[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_postgres_prints() {
        assert_eq!(major_version("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n"), Some(15));
        assert_eq!(major_version("postgres (PostgreSQL) 17beta1\n"), Some(17));
        assert_eq!(major_version("something else"), None);
    }

    #[test]
    fn an_installed_postgresql_is_found_and_an_impossible_version_is_not() {
        let found = Binaries::find(None).expect("this machine has PostgreSQL");
        assert!(found.major >= OLDEST_MAJOR);
        assert!(found.initdb().is_file());
        assert!(matches!(Binaries::find(Some(9)), Err(PostgresError::NotInstalled)));
    }
}
