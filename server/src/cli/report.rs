//! `plimsoll report`

use std::path::PathBuf;

use anyhow::{Context, Result};
use fleet::Scope;
use report::{Format, period};

use super::database::{Database, DatabaseOptions};
use super::operator;
use crate::Clock;
use crate::report::render;

/// Make the report of a week, keep it in the archive and write it to a file
#[derive(Debug, clap::Args)]
pub struct MakeReport {
    /// ISO 8601 week, such as 2026-W46 [default: the last week that is over]
    #[arg(long, value_name = "WEEK")]
    week: Option<String>,

    /// IANA name of the time zone in which the week begins and ends
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    time_zone: String,

    /// Only hosts with this label, such as team=payments; may be given several times
    #[arg(long, value_name = "KEY=VALUE")]
    label: Vec<String>,

    /// pdf, xlsx, csv, json or html
    #[arg(long, value_name = "FORMAT", default_value = "pdf")]
    format: Format,

    /// Where to write it [default: plimsoll-WEEK.FORMAT in the current folder]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    database: DatabaseOptions,
}

impl MakeReport {
    pub async fn run(self, clock: &Clock) -> Result<()> {
        let now = clock.now();
        let week = period::wanted(self.week.as_deref(), &self.time_zone, now)?;
        let scope = Scope::read(self.label.iter().map(|label| ("label", label.as_str())))?;
        let database = Database::open_current(&self.database.configured()?).await?;
        let made = async {
            let row = database.store.make_report(&operator(), &week, &scope, now).await?;
            let archived =
                database.store.report(&operator(), row.id).await?.context("it was just archived")?;
            render(archived, self.format).await
        };
        let made = made.await;
        database.close().await?;
        let file = made?;
        let path = self.output.unwrap_or_else(|| PathBuf::from(&file.name));
        std::fs::write(&path, &file.bytes).with_context(|| format!("writing {}", path.display()))?;
        println!("{}", path.display());
        Ok(())
    }
}
