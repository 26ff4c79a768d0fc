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

    /// As if the leases of whoever was killed had run out, however often that has happened.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn let_leases_run_out(&self) {
        for statement in [
            "update hosts set leased_until = null",
            "update requests set leased_until = null, attempts = 0",
            "delete from leases",
        ] {
            sqlx::query(statement).execute(&self.pool).await.expect("the database answers");
        }
    }

    /// Workloads whose past contradicts itself: two intervals that hold at the same time, or none that holds now.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn contradictions(&self) -> Vec<String> {
        sqlx::query_scalar(
            "select 'two at a time: ' || a.workload_id from postures a join postures b
                 on a.workload_id = b.workload_id and a.valid_from < b.valid_from
                     and (a.valid_to is null or a.valid_to > b.valid_from)
             union
             select 'none now: ' || id from workloads
             where gone_at is null
                 and not exists (select from postures where workload_id = workloads.id and valid_to is null)",
        )
        .fetch_all(&self.pool)
        .await
        .expect("the database answers")
    }
}

async fn connect(url: &str) -> Result<PgConnection, sqlx::Error> {
    PgConnection::connect(url).await
}
