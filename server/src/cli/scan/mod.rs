//! `plimsoll scan`

mod document;
mod inspection;
mod table;

use std::io::{ErrorKind, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use fleet::Endpoint;
use posture::Policy;

pub use document::Document;
pub use inspection::InspectError;
use table::Colours;
pub use table::clean;

use super::policy::{is_standard_input, load, name};
use crate::Clock;
use crate::keys::Keys;

/// Reads one engine once and prints how its containers stand; stores nothing
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("source").required(true))]
pub struct ScanOnce {
    /// Engine to read, such as unix:///var/run/docker.sock or tcp://10.0.0.7:2375
    #[arg(long, value_name = "URL", group = "source")]
    engine: Option<Endpoint>,

    /// Read what `docker inspect` printed for containers and images, for a host that cannot be reached; - is standard input
    #[arg(long, value_name = "FILE|-", group = "source")]
    inspect: Option<PathBuf>,

    /// Judge by this policy (`plimsoll policy`) instead of the built-in one; - is standard input
    #[arg(long, value_name = "FILE|-")]
    policy: Option<PathBuf>,

    /// How to print the outcome
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A table, worst first
    Text,
    /// One document of the schema plimsoll.scan/1
    Json,
}

impl ScanOnce {
    pub async fn run(self, clock: &Clock) -> Result<()> {
        let files = [&self.inspect, &self.policy].into_iter().flatten();
        if files.filter(|file| is_standard_input(file)).count() > 1 {
            bail!("only one of --inspect and --policy can be standard input");
        }
        let policy = self.policy.as_deref().map(load).transpose()?.unwrap_or_default();
        let document = match (&self.engine, &self.inspect) {
            (Some(endpoint), _) => of_engine(endpoint, &policy, clock).await?,
            (None, Some(path)) => of_inspection(path, &policy, clock.now())?,
            (None, None) => bail!("name what to read with --engine or --inspect"),
        };
        print(&match self.format {
            Format::Json => serde_json::to_string(&document)? + "\n",
            Format::Text => table::render(&document, colours()),
        })
    }
}

async fn of_engine(endpoint: &Endpoint, policy: &Policy, clock: &Clock) -> Result<Document> {
    let keys = Keys::passing();
    let settings = collector::Settings::default();
    let scan = collector::collect(endpoint, &settings, &keys.ingest, || clock.now(), |_, _| ())
        .await
        .map_err(|fault| anyhow::anyhow!("{fault}. {}", fault.advice()))?;
    Ok(Document::of_scan(&scan, policy, clock.now()))
}

fn of_inspection(path: &Path, policy: &Policy, now: DateTime<Utc>) -> Result<Document> {
    let name = name(path);
    let bytes = if is_standard_input(path) {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    let bytes = bytes.with_context(|| format!("reading {name}"))?;
    Document::of_inspection(&bytes, policy, now).map_err(|fault| match fault {
        InspectError::NotInspection(fault) => anyhow::Error::new(fault).context(format!(
            "{name} is not what docker inspect prints; try: docker inspect $(docker ps -aq)"
        )),
        InspectError::Nothing => anyhow::anyhow!(
            "{name} holds no container; try: docker inspect $(docker ps -aq) $(docker images -q)"
        ),
    })
}

/// A reader that has seen enough, such as `head`, is no fault.
pub(super) fn print(text: &str) -> Result<()> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(fault) if fault.kind() != ErrorKind::BrokenPipe => {
            Err(fault).context("writing to standard output")
        }
        _ => Ok(()),
    }
}

fn colours() -> Colours {
    let wanted =
        std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    if wanted { Colours::On } else { Colours::Off }
}
