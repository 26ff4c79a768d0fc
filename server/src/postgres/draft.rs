//! A data directory in the making, beside the place where it belongs.

use std::fs::File;
use std::os::unix::fs::{DirBuilderExt, chown};
use std::path::{Path, PathBuf};

use super::pid_file::anyone_works_in;
use super::{Account, PostgresError};

const NAME: &str = "postgres.new";

/// An empty directory of its own in `home`, owned by `account`. Drafts that nobody works in any more are removed;
/// one whose `initdb` outlived the Plimsoll that started it is left alone.
pub fn create(home: &Path, account: Option<&Account>) -> Result<PathBuf, PostgresError> {
    for old in drafts(home).filter(|draft| !anyone_works_in(draft)) {
        std::fs::remove_dir_all(&old).map_err(PostgresError::file("removing", &old))?;
    }
    let draft = (1..=u32::MAX)
        .map(|number| home.join(format!("{NAME}.{number}")))
        .find(|draft| !draft.exists())
        .expect("there are more numbers than drafts");
    std::fs::DirBuilder::new().mode(0o700).create(&draft).map_err(PostgresError::file("creating", &draft))?;
    if let Some(account) = account {
        chown(&draft, Some(account.uid), Some(account.gid))
            .map_err(PostgresError::file("giving away", &draft))?;
    }
    Ok(draft)
}

/// Moves a complete draft to its place, for good even if the machine fails the next moment.
pub fn publish(draft: &Path, place: &Path) -> Result<(), PostgresError> {
    std::fs::rename(draft, place).map_err(PostgresError::file("moving into place", draft))?;
    let home = place.parent().unwrap_or(Path::new("/"));
    File::open(home).and_then(|home| home.sync_all()).map_err(PostgresError::file("securing", home))
}

fn drafts(home: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = std::fs::read_dir(home).into_iter().flatten().flatten();
    let drafts = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(NAME));
    drafts.map(|entry| entry.path())
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn a_draft_that_somebody_works_in_stays_and_one_that_is_left_goes() {
        let folder = tempfile::tempdir().expect("temporary directory");
        let home = folder.path().canonicalize().expect("it exists");
        let used = create(&home, None).expect("made");
        std::fs::write(used.join("PG_VERSION"), "15\n").expect("written");
        let mut orphan = Command::new("cat")
            .current_dir(&used)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("cat runs");

        let mine = create(&home, None).expect("made");
        assert_ne!(mine, used);
        assert!(used.join("PG_VERSION").exists(), "it is still being written");

        drop(orphan.stdin.take());
        orphan.wait().expect("it ends");
        create(&home, None).expect("made");
        assert_eq!(drafts(&home).count(), 1, "only the newest is left");
    }
}
