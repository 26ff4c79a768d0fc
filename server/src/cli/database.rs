//! The database that a command works on.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use store::Store;

use crate::config::{ConfigError, Options, default_data_directory};
use crate::postgres::Embedded;

const CONNECTIONS: u32 = 4;

/// Which database: the embedded one unless a URL is given.
#[derive(Debug, clap::Args)]
pub struct DatabaseOptions {
    /// Configuration in TOML, as for serve [default: /etc/plimsoll/plimsoll.toml if it exists]
    #[arg(long, global = true, env = "PLIMSOLL_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,

    /// Use this PostgreSQL (15 or newer) instead of the embedded one
    #[arg(long, global = true, env = "PLIMSOLL_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,

    /// Where the embedded PostgreSQL and the keys are kept [default: /var/lib/plimsoll for root, else the user's data folder]
    #[arg(long, global = true, env = "PLIMSOLL_DATA_DIR", value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
}

/// An open database, with the PostgreSQL below it if that is ours.
pub struct Database {
    pub store: Store,
    embedded: Option<Embedded>,
}

impl DatabaseOptions {
    /// The whole configuration: what was given here, then what the file says.
    pub fn configured(self) -> Result<Options, ConfigError> {
        let Self { config, database_url, data_dir } = self;
        Options { data_dir, database_url, ..Options::default() }.with_file(config.as_deref())
    }
}

impl Database {
    /// Connects; a running server's embedded PostgreSQL is shared, else one is started for the moment.
    pub async fn open(options: &Options) -> Result<Self> {
        if let Some(url) = &options.database_url {
            return Ok(Self { store: connect(url, CONNECTIONS).await?, embedded: None });
        }
        let embedded = Embedded::borrow_or_own(&data_directory(options)?)
            .await
            .context("starting the embedded PostgreSQL")?;
        let store = connect(embedded.url(), CONNECTIONS).await?;
        Ok(Self { store, embedded: Some(embedded) })
    }

    /// As [`Self::open`], for what needs the schema of this version.
    pub async fn open_current(options: &Options) -> Result<Self> {
        let database = Self::open(options).await?;
        let current = database.store.schema_is_current().await;
        if matches!(current, Ok(true)) {
            return Ok(database);
        }
        database.close().await?;
        current?;
        bail!(
            "the schema of the database is not that of this version; start plimsoll serve, or run: plimsoll migrate"
        )
    }

    /// Closes the connections and, if it was started for this command, PostgreSQL.
    pub async fn close(self) -> Result<()> {
        self.store.close().await;
        match self.embedded {
            Some(embedded) => embedded.stop().await.context("stopping the embedded PostgreSQL"),
            None => Ok(()),
        }
    }
}

/// Where the embedded PostgreSQL and the keys are.
pub fn data_directory(options: &Options) -> Result<PathBuf, ConfigError> {
    options.data_dir.clone().or_else(default_data_directory).ok_or(ConfigError::NoDataDirectory)
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
