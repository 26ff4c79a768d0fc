//! Where things are: the checkout, the build directory, the cache that outlives a checkout.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

pub struct Place {
    /// The top of the checkout.
    pub root: PathBuf,
    /// Cargo's target directory.
    pub target: PathBuf,
    /// What every checkout on this machine shares: tools, and in CI the target directory.
    pub cache: PathBuf,
}

impl Place {
    pub fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask has no folder above it; run it from a complete checkout")?
            .to_path_buf();
        let cache = cache()?;
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(dir) => env::current_dir()?.join(dir),
            None if in_ci() => cache.join("target"),
            None => root.join("target"),
        };
        Ok(Self { root, target, cache })
    }

    pub fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }

    /// The release binary, which carries all web assets.
    pub fn binary(&self) -> PathBuf {
        self.target.join("release/plimsoll")
    }

    /// The web assets of the release, as cargo-leptos leaves them.
    pub fn site(&self) -> PathBuf {
        self.root.join("target/site")
    }
}

pub fn in_ci() -> bool {
    env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}

fn cache() -> Result<PathBuf> {
    if let Some(dir) = env::var_os("PLIMSOLL_CACHE") {
        return Ok(env::current_dir()?.join(dir));
    }
    let base = match env::var_os("XDG_CACHE_HOME") {
        Some(dir) => PathBuf::from(dir),
        None => PathBuf::from(env::var_os("HOME").context("neither PLIMSOLL_CACHE nor HOME is set")?)
            .join(".cache"),
    };
    Ok(base.join("plimsoll"))
}
