//! The two keys that stay outside the database: `ingest.key`, shared with agents, and `server.key`, which never
//! leaves this machine. A fingerprint is stored only after both were applied to it.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use fleet::WebhookId;
use fleet::scan::Scan;
use hmac::{Hmac, KeyInit, Mac};
use intake::IngestKey;
use sha2::Sha256;

use crate::chance;
use crate::webhook::Secret;

const LENGTH: usize = 32;
const INGEST: &str = "ingest.key";
const SERVER: &str = "server.key";

/// Why the keys cannot be used. Every text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the key file {path} could not be {attempted}: {source}")]
    File { path: PathBuf, attempted: &'static str, source: std::io::Error },
    #[error("the key file {path} does not hold 64 hexadecimal digits; put the original back from its backup")]
    Malformed { path: PathBuf },
    #[error("the key file {path} is open to others (mode {mode:04o}); close it with: chmod 600 {path}")]
    Open { path: PathBuf, mode: u32 },
}

/// Both keys, in memory.
#[derive(Clone)]
pub struct Keys {
    pub ingest: IngestKey,
    server: [u8; LENGTH],
}

impl Keys {
    /// Reads the keys in `folder`, making those that are missing (mode 0600).
    pub fn load_or_create(folder: &Path) -> Result<Self, KeyError> {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o711)
            .create(folder)
            .map_err(failed("created", folder))?;
        Ok(Self {
            ingest: IngestKey::new(load_or_create(&folder.join(INGEST))?),
            server: load_or_create(&folder.join(SERVER))?,
        })
    }

    /// Keys for one scan whose outcome is not stored.
    pub fn passing() -> Self {
        Self { ingest: IngestKey::new(chance::bytes()), server: chance::bytes() }
    }

    /// Applies the server's key to the fingerprints of a scan, so that what is stored can be computed nowhere else.
    pub fn seal(&self, scan: &mut Scan) {
        for (_, fingerprint) in scan.containers.iter_mut().flat_map(|container| &mut container.fingerprints) {
            *fingerprint = self.sealed(fingerprint);
        }
    }

    /// The secret of a webhook; each version has one.
    pub fn webhook_secret(&self, webhook: WebhookId, version: i32) -> Secret {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.server).expect("HMAC takes keys of any length");
        mac.update(format!("webhook secret {webhook} {version}").as_bytes());
        Secret::new(mac.finalize().into_bytes().into())
    }

    fn sealed(&self, fingerprint: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.server).expect("HMAC takes keys of any length");
        mac.update(fingerprint.as_bytes());
        hex::encode(&mac.finalize().into_bytes()[..16])
    }
}

/// Whether there are no keys in `folder` yet.
pub fn none_made(folder: &Path) -> bool {
    [INGEST, SERVER].iter().all(|name| !folder.join(name).exists())
}

/// What is wrong with the key files in `folder`, without making any.
pub fn check(folder: &Path) -> Result<(), KeyError> {
    [INGEST, SERVER].iter().try_for_each(|name| load(&folder.join(name)).map(drop))
}

fn load_or_create(path: &Path) -> Result<[u8; LENGTH], KeyError> {
    if !path.exists() {
        create(path)?;
    }
    load(path)
}

fn load(path: &Path) -> Result<[u8; LENGTH], KeyError> {
    let found = path.metadata().map_err(failed("read", path))?;
    let mode = found.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(KeyError::Open { path: path.to_owned(), mode });
    }
    let text = std::fs::read_to_string(path).map_err(failed("read", path))?;
    let mut key = [0; LENGTH];
    hex::decode_to_slice(text.trim(), &mut key).map_err(|_| KeyError::Malformed { path: path.to_owned() })?;
    Ok(key)
}

/// Writes a new key beside its place and links it there: whoever comes second uses the first one's.
fn create(path: &Path) -> Result<(), KeyError> {
    let draft = path.with_extension(format!("{}.new", std::process::id()));
    let mut file: File = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&draft)
        .map_err(failed("created", &draft))?;
    file.write_all(format!("{}\n", hex::encode(chance::bytes::<LENGTH>())).as_bytes())
        .map_err(failed("written", &draft))?;
    file.sync_all().map_err(failed("written", &draft))?;
    let linked = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft).map_err(failed("removed", &draft))?;
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(failed("created", path)(error))
        }
        _ => Ok(()),
    }
}

fn failed(attempted: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> KeyError {
    let path = path.to_owned();
    move |source| KeyError::File { path, attempted, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_made_once_and_only_their_owner_can_read_them() {
        let folder = tempfile::tempdir().expect("temporary directory");
        let first = Keys::load_or_create(folder.path()).expect("made");
        let again = Keys::load_or_create(folder.path()).expect("read");
        assert_eq!(first.sealed("ab"), again.sealed("ab"));
        assert_ne!(first.sealed("ab"), Keys::passing().sealed("ab"), "another key seals differently");
        for name in [INGEST, SERVER] {
            let mode = folder.path().join(name).metadata().expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_key_open_to_others_or_damaged_is_refused_with_what_to_do() {
        let folder = tempfile::tempdir().expect("temporary directory");
        Keys::load_or_create(folder.path()).expect("made");
        let path = folder.path().join(SERVER);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("chmod");
        assert!(check(folder.path()).expect_err("open").to_string().contains("chmod 600"));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("chmod");
        std::fs::write(&path, "short").expect("written");
        assert!(matches!(check(folder.path()), Err(KeyError::Malformed { .. })));
    }
}
