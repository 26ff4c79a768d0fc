//! A database for a test: one PostgreSQL server shared by all tests of the machine, a database of its own for each.
//!
//! The first test that needs it starts the server; it stops by itself when no test has used it for ten minutes. A
//! test fails with a clear message where there is no PostgreSQL.

mod cluster;

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{Connection as _, PgConnection, PgPool};

use self::cluster::Cluster;
use crate::Store;

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// A database with all migrations that is dropped with this value.
#[derive(Debug)]
pub struct Database {
    cluster: Cluster,
    name: String,
}

impl Database {
    /// # Panics
    /// When there is no PostgreSQL on this machine or it does not start.
    pub async fn create() -> Self {
        Self::create_from(|cluster| async move { cluster.template().await }).await
    }

    /// A database without any table.
    ///
    /// # Panics
    /// As [`Self::create`].
    pub async fn create_empty() -> Self {
        Self::create_from(|_| async { "template0".to_owned() }).await
    }

    async fn create_from<F: Future<Output = String>>(template: impl FnOnce(Cluster) -> F) -> Self {
        let cluster = Cluster::running().await;
        let template = template(cluster.clone()).await;
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", std::process::id());
        cluster.drop_abandoned().await;
        cluster.execute(&format!("create database {name} template {template}")).await;
        Self { cluster, name }
    }

    /// For [`Store::connect`].
    pub fn url(&self) -> String {
        self.cluster.url(&self.name)
    }

    /// A store with at most 8 connections.
    ///
    /// # Panics
    /// When the database cannot be reached.
    pub async fn store(&self) -> Store {
        Store::connect(&self.url(), 8).await.expect("the test's database can be reached")
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let (cluster, name) = (self.cluster.clone(), self.name.clone());
        // On a thread of its own, because the test's runtime may be ending.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime can be made").block_on(cluster.drop_database(&name));
        });
        let _ = dropped.join();
    }
}

impl Store {
    /// Bare access for tests.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }
}

async fn connect(url: &str) -> Result<PgConnection, sqlx::Error> {
    PgConnection::connect(url).await
}
