//! `plimsoll migrate`

use anyhow::{Context, Result};

use super::database::{Database, DatabaseOptions};

/// Brings the database's schema up to date (`serve` does this by itself)
#[derive(Debug, clap::Args)]
pub struct Migrate {
    #[command(flatten)]
    database: DatabaseOptions,
}

impl Migrate {
    pub async fn run(self) -> Result<()> {
        let database = Database::open(&self.database.configured()?).await?;
        let migrated = database.store.migrate().await.context("bringing the schema up to date");
        database.close().await?;
        migrated?;
        println!("The schema is up to date.");
        Ok(())
    }
}
