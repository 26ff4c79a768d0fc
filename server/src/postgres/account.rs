//! The operating system account under which PostgreSQL runs.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use tokio::process::Command;

use super::PostgresError;

/// A user and group that PostgreSQL child processes change to; only needed when we are root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub name: String,
    pub uid: u32,
    pub gid: u32,
}

impl Account {
    /// The account to change to: none unless this process is root, since PostgreSQL refuses to run as root.
    ///
    /// The owner of a data directory that exists already wins over the usual accounts `postgres` and `nobody`.
    pub fn to_drop_to(data: &Path) -> Result<Option<Self>, PostgresError> {
        if !rustix::process::geteuid().is_root() {
            return Ok(None);
        }
        let passwd = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        let owner = std::fs::metadata(data).ok().map(|found| found.uid()).filter(|uid| *uid != 0);
        let chosen = match owner {
            Some(uid) => accounts(&passwd).find(|account| account.uid == uid),
            None => None,
        };
        chosen
            .or_else(|| accounts(&passwd).find(|account| account.name == "postgres"))
            .or_else(|| accounts(&passwd).find(|account| account.name == "nobody"))
            .map(Some)
            .ok_or(PostgresError::NoAccount)
    }

    /// Makes `command` run under this account.
    pub fn apply(&self, command: &mut Command) {
        command.uid(self.uid).gid(self.gid);
    }

    /// Fails when a directory on the way to `path` does not let this account through.
    pub fn check_reaches(&self, path: &Path) -> Result<(), PostgresError> {
        for directory in path.ancestors().skip(1) {
            let Ok(found) = directory.metadata() else { continue };
            if !self.may_enter(found.uid(), found.gid(), found.permissions().mode()) {
                return Err(PostgresError::Closed {
                    directory: directory.to_owned(),
                    user: self.name.clone(),
                    mode: found.permissions().mode() & 0o7777,
                });
            }
        }
        Ok(())
    }

    fn may_enter(&self, owner: u32, group: u32, mode: u32) -> bool {
        let bit = if owner == self.uid {
            0o100
        } else if group == self.gid {
            0o010
        } else {
            0o001
        };
        mode & bit != 0
    }
}

fn accounts(passwd: &str) -> impl Iterator<Item = Account> {
    passwd.lines().filter_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?.to_owned();
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(Account { name, uid, gid })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwd_lines_become_accounts_and_broken_ones_are_skipped() {
        let passwd =
            "root:x:0:0:root:/root:/bin/bash\nbroken\npostgres:x:101:104:,,,:/var/lib/postgresql:/bin/bash\n";
        let found: Vec<_> =
            accounts(passwd).map(|account| (account.name, account.uid, account.gid)).collect();
        assert_eq!(found, [("root".to_owned(), 0, 0), ("postgres".to_owned(), 101, 104)]);
    }

    #[test]
    fn the_closest_class_of_permission_decides() {
        let account = Account { name: "postgres".into(), uid: 101, gid: 104 };
        assert!(account.may_enter(0, 0, 0o711));
        assert!(!account.may_enter(0, 0, 0o700));
        assert!(!account.may_enter(101, 0, 0o077));
        assert!(account.may_enter(0, 104, 0o710));
    }

    #[test]
    fn a_closed_parent_is_named_with_what_to_do() {
        let parent = tempfile::tempdir().expect("temporary directory");
        std::fs::set_permissions(parent.path(), std::fs::Permissions::from_mode(0o700)).expect("chmod");
        let account = Account { name: "somebody".into(), uid: 54_321, gid: 54_321 };
        let refusal =
            account.check_reaches(&parent.path().join("data/postgres")).expect_err("closed").to_string();
        assert!(refusal.contains(&parent.path().display().to_string()), "{refusal}");
        assert!(refusal.contains("mode 0700") && refusal.contains("chmod o+x"), "{refusal}");
    }
}
