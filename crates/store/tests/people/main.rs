//! Who may sign in, with what, and for how long.

#![allow(clippy::unwrap_used)]

mod about;
mod audit_log;
mod links;
mod resets;
mod roles;
mod sessions;
mod signing_in;
mod users;

use chrono::{DateTime, TimeDelta, Utc};
use fleet::{Actor, Problem, Role, UserId};
use store::testing::Database;
use store::{Result, Store, StoreError};

const PASSWORD: &str = "correct horse battery";

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_500_000, 0).unwrap()
}

fn operator() -> Actor {
    Actor::System("test".into())
}

fn person(role: Role) -> Actor {
    Actor::User { id: UserId(uuid::Uuid::max()), name: "eve".into(), role }
}

async fn add(store: &Store, name: &str, role: Role) -> UserId {
    store.add_user(&operator(), name, role, Some(PASSWORD), start()).await.unwrap()
}

fn problem<T: std::fmt::Debug>(result: Result<T>) -> Problem {
    match result.unwrap_err() {
        StoreError::Problem(problem) => problem,
        other => panic!("{other}"),
    }
}

/// The one field that is wrong.
fn wrong_field<T: std::fmt::Debug>(result: Result<T>) -> String {
    match problem(result) {
        Problem::Invalid { errors } if errors.len() == 1 => errors[0].field.clone(),
        other => panic!("{other:?}"),
    }
}

/// Actor, action and target of everything that was done, oldest first.
async fn audit(store: &Store) -> Vec<(String, String, String)> {
    let rows = sqlx::query_as("select actor, action, target from audit order by id");
    rows.fetch_all(store.pool()).await.unwrap()
}

async fn rows_of(store: &Store, table: &str) -> i64 {
    let sql = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
    sqlx::query_scalar(sql).fetch_one(store.pool()).await.unwrap()
}
