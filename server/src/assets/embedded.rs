//! The assets as they lie in the release binary.

use rust_embed::Embed;

use super::Asset;

/// What cargo-leptos writes: always below the workspace, wherever cargo's own target folder is.
#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/../target/site"]
#[allow_missing = true]
#[exclude = "*.d.*ts*"]
#[exclude = "*.gz"]
struct Site;

pub fn paths() -> impl Iterator<Item = String> {
    Site::iter().map(Into::into)
}

pub fn read(path: &str) -> Option<Asset> {
    let file = Site::get(path)?;
    Some(Asset { tag: hex::encode(&file.metadata.sha256_hash()[..16]), data: file.data })
}

/// Seconds since 1970.
pub fn modified(path: &str) -> Option<u64> {
    Site::get(path)?.metadata.last_modified()
}
