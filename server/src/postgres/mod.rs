//! The embedded PostgreSQL: an installed PostgreSQL that Plimsoll initialises, starts, watches and stops
//! in its own data directory, reachable through a unix socket only.

mod account;
mod binaries;
mod cluster;
mod draft;
mod pid_file;
mod postmaster;
mod settings;
mod socket;
mod supervisor;

use std::path::PathBuf;

pub use account::Account;
pub use binaries::Binaries;
pub use cluster::written_by;
pub use supervisor::Embedded;

/// Oldest major version whose features the store needs.
pub const OLDEST_MAJOR: u32 = 15;

/// Name of both the role and the database.
const NAME: &str = "plimsoll";

/// Why the embedded PostgreSQL could not be had. Every text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum PostgresError {
    #[error(
        "no PostgreSQL {OLDEST_MAJOR} or newer was found in PLIMSOLL_PG_BIN, /usr/lib/postgresql/*/bin or PATH; \
         install it (Debian: apt install postgresql) or name an existing server with --database-url"
    )]
    NotInstalled,
    #[error(
        "{directory} was written by PostgreSQL {major}, which is not installed; install postgresql-{major}, \
         or move the data with pg_dump and pg_restore"
    )]
    WrongMajor { directory: PathBuf, major: u32 },
    #[error(
        "PostgreSQL refuses to run as root and neither user postgres nor nobody exists; create one of them \
         or name an existing server with --database-url"
    )]
    NoAccount,
    #[error(
        "{directory} is closed to user {user} (mode {mode:04o}), under which PostgreSQL has to run; \
         choose a data directory elsewhere with --data-dir, or open it with: chmod o+x {directory}"
    )]
    Closed { directory: PathBuf, user: String, mode: u32 },
    #[error(
        "the socket directory {directory} exists and belongs to somebody else or is open to others; \
         remove it, or choose a shorter --data-dir"
    )]
    ForeignSocketDirectory { directory: PathBuf },
    #[error(
        "the socket path {path} has {length} bytes, more than the 107 a unix socket may have; choose a shorter --data-dir"
    )]
    SocketPathTooLong { path: PathBuf, length: usize },
    #[error("{what} {path}: {source}")]
    File { what: &'static str, path: PathBuf, source: std::io::Error },
    #[error("{program} could not be started: {source}")]
    Spawn { program: PathBuf, source: std::io::Error },
    #[error("{program} failed ({status}): {output}")]
    Failed { program: &'static str, status: std::process::ExitStatus, output: String },
    #[error("PostgreSQL did not become ready within {seconds} s; its log is in {log}. Last lines: {output}")]
    NotReady { seconds: u64, log: PathBuf, output: String },
    #[error(
        "another Plimsoll is using {directory}, but its PostgreSQL was not ready within {seconds} s; its log is in {log}. \
         Last lines: {output}"
    )]
    OwnerNotReady { directory: PathBuf, seconds: u64, log: PathBuf, output: String },
    #[error("PostgreSQL {pid} did not stop within {seconds} s")]
    NotStopped { pid: u32, seconds: u64 },
}

impl PostgresError {
    /// Wraps an I/O error with what was attempted and on which path.
    fn file(what: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { what, path, source }
    }
}
