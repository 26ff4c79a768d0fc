//! `cargo xtask`: every routine task of the project, installing what it needs.

mod bench;
mod ci;
mod fingerprint;
mod pictures;
mod place;
mod postgres;
mod process;
mod release;
mod sqlx;
mod step;
mod suites;
mod tally;
mod test;
mod tools;
mod up;

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::place::Place;
use crate::tools::Need;

#[derive(Parser)]
#[command(name = "cargo xtask", about, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what is missing, build the release and run it on this machine
    Up {
        /// Show a simulated fleet with 90 days behind it instead of this machine's engine
        #[arg(long)]
        demo: bool,
        /// Options for `plimsoll serve`, or `plimsoll demo`
        #[arg(last = true)]
        options: Vec<OsString>,
    },
    /// Install what the tests need and run them all
    Test,
    /// Install what building and testing need, and nothing else
    Tools,
    /// Run every check and every test, as a change must pass them
    Ci,
    /// Measure what Plimsoll must reach
    Bench {
        /// Only this one
        name: Option<String>,
        #[arg(long, value_enum, default_value = "text")]
        format: bench::Format,
    },
    /// Picture the main screens of the simulated fleet, for docs/pictures
    Pictures,
    /// Describe the queries of `store` anew in `.sqlx`, from a temporary PostgreSQL
    Sqlx {
        /// Change nothing; fail when the committed descriptions are stale
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Does the task; tells whether everything that it checked holds.
fn run(task: Task) -> Result<bool> {
    let place = Place::find()?;
    match task {
        Task::Up { demo, options } => up::up(&place, demo, &options).map(|()| true),
        Task::Test => test::test(&place),
        Task::Tools => step::run_all(tools::missing(&place, &Need::ALL)?).map(|()| true),
        Task::Ci => ci::ci(&place),
        Task::Bench { name, format } => bench::bench(&place, name.as_deref(), format),
        Task::Pictures => pictures::pictures(&place).map(|()| true),
        Task::Sqlx { check } => sqlx::prepare(&place, check).map(|()| true),
    }
}
