//! `plimsoll policy`: policies as files.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use posture::Policy;
use posture::policy::{in_words, read, to_toml};

use super::scan::{clean, print};

/// A policy longer than this is none.
const LONGEST_BYTES: u64 = 1 << 20;

/// Check, explain or write a policy: which rules count, and how much
#[derive(Debug, clap::Args)]
pub struct Policies {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Say what is wrong with a policy, by line and column, and what is allowed there
    Check {
        /// In TOML; - is standard input
        file: PathBuf,
    },
    /// Say what a policy does, and where it differs from the built-in one
    Explain {
        /// In TOML; - is standard input; without it the built-in policy
        file: Option<PathBuf>,
    },
    /// Write the built-in policy as a file to begin with
    Default,
}

impl Policies {
    /// # Errors
    /// When the file cannot be read or is no valid policy.
    pub fn run(&self) -> Result<()> {
        let said = match &self.what {
            What::Check { file } => {
                load(file)?;
                format!("{} is a valid policy\n", name(file))
            }
            What::Explain { file } => in_words(&file.as_deref().map(load).transpose()?.unwrap_or_default()),
            What::Default => to_toml(&Policy::default()),
        };
        print(&said)
    }
}

/// # Errors
/// When the file cannot be read; and every mistake in it, one a line as `FILE:LINE:COLUMN: what is wrong`.
pub(super) fn load(file: &Path) -> Result<Policy> {
    let name = name(file);
    let text = text_of(file).with_context(|| format!("reading {name}"))?;
    read(&text).map_err(|mistakes| {
        let lines = mistakes.iter().map(|mistake| clean(&format!("{name}:{mistake}")));
        let lines: Vec<String> = lines.collect();
        anyhow::anyhow!("{name} is no valid policy\n{}", lines.join("\n"))
    })
}

fn text_of(file: &Path) -> Result<String> {
    let source: Box<dyn Read> =
        if is_standard_input(file) { Box::new(io::stdin()) } else { Box::new(std::fs::File::open(file)?) };
    let mut text = String::new();
    source.take(LONGEST_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LONGEST_BYTES {
        bail!("it is longer than 1 MiB");
    }
    Ok(text)
}

pub(super) fn name(file: &Path) -> String {
    if is_standard_input(file) { "standard input".to_owned() } else { file.display().to_string() }
}

pub(super) fn is_standard_input(file: &Path) -> bool {
    file.as_os_str() == "-"
}
