//! `postmaster.pid`, in which PostgreSQL says who it is and how far it has come.

use std::path::{Path, PathBuf};

pub const NAME: &str = "postmaster.pid";

/// What the file says. It may be stale: compare with the living process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PidFile {
    pub pid: u32,
    pub socket_directory: Option<PathBuf>,
    /// Line 8: `starting`, `ready`, `stopping` or `standby`; empty while the file is being written.
    pub status: String,
}

impl PidFile {
    /// The file in `data`, unless it is missing or not yet written.
    pub fn read(data: &Path) -> Option<Self> {
        Self::parse(&std::fs::read_to_string(data.join(NAME)).ok()?)
    }

    /// Also while it replays its log after a crash.
    pub fn is_starting(&self) -> bool {
        self.status == "starting"
    }

    pub fn is_ready(&self) -> bool {
        self.status == "ready"
    }

    /// Whether the process named here lives and works in `data`. A reused process number does not count.
    pub fn is_alive(&self, data: &Path) -> bool {
        works_in(self.pid, data)
    }

    fn parse(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let pid = lines.first()?.parse().ok()?;
        let socket_directory = lines.get(4).filter(|line| !line.is_empty()).map(PathBuf::from);
        let status = lines.get(7).copied().unwrap_or_default().to_owned();
        Some(Self { pid, socket_directory, status })
    }
}

/// Whether any living process works in `data`: while one does, the pid file must stay.
pub fn anyone_works_in(data: &Path) -> bool {
    std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .any(|pid| works_in(pid, data))
}

/// A zombie has no working directory any more, so it does not count.
fn works_in(pid: u32, data: &Path) -> bool {
    std::fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|cwd| cwd == data)
}

#[cfg(test)]
mod tests {
    use super::*;

    const READY: &str = "4711\n/var/lib/plimsoll/postgres\n1764000000\n5432\n/var/lib/plimsoll/run\n\n  5432001         3\nready   \n";

    #[test]
    fn a_complete_file_is_read() {
        let file = PidFile::parse(READY).expect("complete");
        assert_eq!(file.pid, 4711);
        assert_eq!(file.socket_directory, Some(PathBuf::from("/var/lib/plimsoll/run")));
        assert!(file.is_ready());
    }

    #[test]
    fn a_file_still_being_written_is_not_ready() {
        assert!(!PidFile::parse("4711\n/data\n").expect("has a pid").is_ready());
        assert_eq!(PidFile::parse(""), None);
    }

    #[test]
    fn a_living_process_elsewhere_is_not_ours() {
        let data = tempfile::tempdir().expect("temporary directory");
        let file = PidFile { pid: std::process::id(), socket_directory: None, status: "ready".into() };
        assert!(!file.is_alive(data.path()));
        assert!(!anyone_works_in(data.path()));
    }
}
