//! The database that a command works on.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use store::Store;

use crate::config::default_data_directory;
use crate::postgres::Embedded;

const CONNECTIONS: u32 = 4;

/// Which database: the embedded one unless a URL is given.
#[derive(Debug, clap::Args)]
pub struct DatabaseOptions {
    /// Use this PostgreSQL (15 or newer) instead of the embedded one
    #[arg(long, global = true, env = "PLIMSOLL_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,

    /// Where the embedded PostgreSQL and the keys are kept [default: /var/lib/plimsoll for root, else the user's data folder]
    #[arg(long, global = true, env = "PLIMSOLL_DATA_DIR", value_name = "FOLDER")]
    pub data_dir: Option<PathBuf>,
}

/// An open database, with the PostgreSQL below it if that is ours.
pub struct Database {
    pub store: Store,
    embedded: Option<Embedded>,
}

impl DatabaseOptions {
    /// Connects; a running server's embedded PostgreSQL is shared, else one is started for the moment.
    pub async fn open(&self) -> Result<Database> {
        if let Some(url) = &self.database_url {
            return Ok(Database { store: connect(url, CONNECTIONS).await?, embedded: None });
        }
        let embedded = Embedded::borrow_or_own(&self.data_directory()?)
            .await
            .context("starting the embedded PostgreSQL")?;
        let store = connect(embedded.url(), CONNECTIONS).await?;
        Ok(Database { store, embedded: Some(embedded) })
    }

    pub fn data_directory(&self) -> Result<PathBuf> {
        self.data_dir
            .as_deref()
            .map(Path::to_path_buf)
            .or_else(default_data_directory)
            .context("no home directory is known to keep data in; name one with --data-dir")
    }
}

impl Database {
    /// Closes the connections and, if it was started for this command, PostgreSQL.
    pub async fn close(self) -> Result<()> {
        self.store.close().await;
        match self.embedded {
            Some(embedded) => embedded.stop().await.context("stopping the embedded PostgreSQL"),
            None => Ok(()),
        }
    }
}

/// Opens a pool; the error does not repeat the URL, which can hold a password.
pub async fn connect(url: &str, connections: u32) -> Result<Store> {
    let shown = crate::config::without_password(url);
    Store::connect(url, connections).await.with_context(|| {
        format!(
            "connecting to {shown}; check that PostgreSQL runs there and that the name and password are right"
        )
    })
}
