//! `cargo xtask`: every routine task of the project, installing what it needs.

mod place;
mod postgres;
mod process;
mod sqlx;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::place::Place;

#[derive(Parser)]
#[command(name = "cargo xtask", about, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Describe the queries of `store` anew in `.sqlx`, from a temporary PostgreSQL
    Sqlx {
        /// Change nothing; fail when the committed descriptions are stale
        #[arg(long)]
        check: bool,
    },
}

fn main() -> Result<()> {
    let place = Place::find()?;
    match Arguments::parse().task {
        Task::Sqlx { check } => sqlx::prepare(&place, check),
    }
}
