//! A fleet of 100,000 workloads in a store: how long it takes to come about, and how long pages of it take.
//!
//! Prints its rows as JSON for `cargo xtask bench fleet`. `HOSTS` in the environment makes a smaller fleet.

#![expect(clippy::disallowed_methods, reason = "a bench reads the clock")]

mod filling;
mod questions;

use std::time::Instant;

use anyhow::Result;
use chrono::{DateTime, Utc};
use fleet::{Actor, Scope};
use serde_json::{Value, json};
use store::Store;
use store::testing::Database;

const HOSTS: u32 = 1_000;
const FILLED_WITHIN_S: f64 = 300.0;
const ANSWERED_WITHIN_MS: f64 = 50.0;

fn actor() -> Actor {
    Actor::System("bench".into())
}

#[tokio::main]
async fn main() -> Result<()> {
    let hosts = std::env::var("HOSTS").ok().and_then(|hosts| hosts.parse().ok()).unwrap_or(HOSTS);
    let database = Database::create().await;
    let store = database.store().await;
    let now = Utc::now();
    let begun = Instant::now();
    let filled = filling::fill(&store, hosts, now).await?;
    let mut rows = vec![row("fleet/fill", begun.elapsed().as_secs_f64(), "s", FILLED_WITHIN_S)];
    eprintln!("{filled:?}");
    store.roll_up(now).await?;
    analyze(&store).await?;
    for (name, scope) in [("fleet", Scope::default()), ("label", questions::label_scope())] {
        rows.extend(measure(&store, name, &scope, now).await?);
    }
    println!("{}", json!({ "rows": rows }));
    Ok(())
}

async fn measure(store: &Store, name: &str, scope: &Scope, now: DateTime<Utc>) -> Result<Vec<Value>> {
    let overview = questions::overview(store, scope, now).await?;
    let workloads = questions::workloads(store, scope, now).await?;
    let findings = questions::findings(store, scope, now).await?;
    let rows = [("overview", overview), ("workloads", workloads), ("findings", findings)];
    Ok(rows
        .into_iter()
        .map(|(what, median)| row(&format!("{name}/{what}"), median, "ms", ANSWERED_WITHIN_MS))
        .collect())
}

async fn analyze(store: &Store) -> Result<()> {
    sqlx::query("analyze").execute(store.pool()).await?;
    Ok(())
}

fn row(name: &str, value: f64, unit: &str, limit: f64) -> Value {
    json!({ "name": name, "value": value, "unit": unit, "limit": limit, "bar": 1.0 })
}
