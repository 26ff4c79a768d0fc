use std::str::FromStr as _;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::Result;

pub(crate) static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

/// How long a caller waits for a free connection before the answer is "try again".
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);

/// A pool of connections to the database; cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) pool: PgPool,
}

impl Store {
    /// Opens a pool of at most `max_connections`; `url` as libpq reads it (`postgresql:///name?host=/socket/dir`).
    pub async fn connect(url: &str, max_connections: u32) -> Result<Self> {
        let options = PgConnectOptions::from_str(url)?.application_name("plimsoll");
        let pool = PgPoolOptions::new()
            .max_connections(max_connections)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .connect_with(options)
            .await?;
        Ok(Self { pool })
    }

    /// Brings the schema up to date; several replicas may call it at once.
    pub async fn migrate(&self) -> Result<()> {
        Ok(MIGRATIONS.run(&self.pool).await?)
    }

    /// Whether every migration of this version, and no later one, has been applied.
    pub async fn schema_is_current(&self) -> Result<bool> {
        let known = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0);
        let exists: bool = sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null")
            .fetch_one(&self.pool)
            .await?;
        if !exists {
            return Ok(false);
        }
        let applied: Option<i64> =
            sqlx::query_scalar("select max(version) from _sqlx_migrations where success")
                .fetch_one(&self.pool)
                .await?;
        Ok(applied == Some(known))
    }

    pub async fn ping(&self) -> Result<()> {
        sqlx::query("select 1").execute(&self.pool).await?;
        Ok(())
    }

    /// The database's clock. A replica more than 2 s off stops its jobs.
    pub async fn server_time(&self) -> Result<DateTime<Utc>> {
        Ok(sqlx::query_scalar("select clock_timestamp()").fetch_one(&self.pool).await?)
    }

    /// Waits until all connections are given back and closes them.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
