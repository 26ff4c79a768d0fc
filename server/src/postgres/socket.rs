//! The directory of the unix socket: private, and short enough for the kernel.

use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::{Account, PostgresError};

/// Longest path of a unix socket in bytes, without the final zero.
const LONGEST_PATH: usize = 107;
const SOCKET: &str = ".s.PGSQL.5432";
/// The lock file beside the socket has the longer name; it is an ordinary file, only the socket is limited.
const SHORT_PARENT: &str = "/tmp";

/// Where the socket of the cluster under `home` belongs: `home/run`, else a folder in `/tmp` named after it.
pub fn directory_for(home: &Path) -> PathBuf {
    let near = home.join("run");
    if fits(&near) {
        return near;
    }
    let digest = blake3::hash(home.as_os_str().as_bytes()).to_hex();
    Path::new(SHORT_PARENT).join(format!("plimsoll-{}", &digest[..16]))
}

/// Creates `directory` with mode 0700 for the account that PostgreSQL runs under, or checks that it is that already.
pub fn prepare(directory: &Path, account: Option<&Account>) -> Result<(), PostgresError> {
    let path = directory.join(SOCKET);
    if !fits(directory) {
        return Err(PostgresError::SocketPathTooLong { length: path.as_os_str().len(), path });
    }
    let owner = account.map_or_else(|| rustix::process::geteuid().as_raw(), |account| account.uid);
    match std::fs::DirBuilder::new().mode(0o700).create(directory) {
        Ok(()) => {
            let group = account.map(|account| account.gid);
            std::os::unix::fs::chown(directory, Some(owner), group)
                .map_err(PostgresError::file("giving away the socket directory", directory))
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => check(directory, owner),
        Err(error) => Err(PostgresError::file("creating the socket directory", directory)(error)),
    }
}

fn check(directory: &Path, owner: u32) -> Result<(), PostgresError> {
    let found = std::fs::symlink_metadata(directory)
        .map_err(PostgresError::file("reading the socket directory", directory))?;
    let is_open = found.permissions().mode() & 0o077 != 0;
    let private = found.is_dir() && found.uid() == owner && !is_open;
    if private {
        Ok(())
    } else {
        Err(PostgresError::ForeignSocketDirectory { directory: directory.to_owned() })
    }
}

fn fits(directory: &Path) -> bool {
    directory.join(SOCKET).as_os_str().len() <= LONGEST_PATH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_data_directory_gets_a_short_socket() {
        assert_eq!(directory_for(Path::new("/var/lib/plimsoll")), Path::new("/var/lib/plimsoll/run"));
        let long = PathBuf::from(format!("/{}", "deep/".repeat(30)));
        let short = directory_for(&long);
        assert!(short.starts_with("/tmp") && fits(&short), "{}", short.display());
        assert_ne!(short, directory_for(&long.join("other")), "every data directory has its own");
    }

    #[test]
    fn a_directory_open_to_others_is_refused() {
        let parent = tempfile::tempdir().expect("temporary directory");
        let directory = parent.path().join("run");
        prepare(&directory, None).expect("created");
        prepare(&directory, None).expect("found again");
        std::fs::set_permissions(&directory, std::fs::Permissions::from_mode(0o777)).expect("chmod");
        assert!(matches!(prepare(&directory, None), Err(PostgresError::ForeignSocketDirectory { .. })));
    }

    #[test]
    fn a_path_the_kernel_would_cut_is_refused_with_its_length() {
        let long = PathBuf::from(format!("/tmp/{}", "x".repeat(100)));
        let refusal = prepare(&long, None).expect_err("too long").to_string();
        assert!(refusal.contains("119 bytes"), "{refusal}");
    }
}
