//! The command line: one file a command.

pub mod database;
mod demo;
mod doctor;
mod explain;
mod migrate;
mod password;
mod policy;
mod report;
pub mod scan;
mod serve;
mod token;
mod user;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

pub use user::{operator, sign_in_address};

use crate::{Clock, logging};

/// Reads container hosts, scores every container, keeps the history and shows which few changes help most
#[derive(Debug, Parser)]
#[command(name = "plimsoll", version, propagate_version = true, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Serve(serve::Serve),
    Demo(demo::Demo),
    Scan(scan::ScanOnce),
    Explain(explain::Explain),
    Policy(policy::Policies),
    Migrate(migrate::Migrate),
    Report(report::MakeReport),
    User(user::Users),
    Token(token::Tokens),
    Doctor(doctor::Doctor),
}

/// Parses the arguments and runs the command. An error is printed with its causes, and the status is 1.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    logging::start(if matches!(cli.command, Command::Serve(_)) { "info" } else { "warn" });
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(fault) => return failed(&anyhow::Error::new(fault).context("starting threads")),
    };
    match runtime.block_on(run(cli.command, &Clock::system())) {
        Ok(status) => status,
        Err(fault) => failed(&fault),
    }
}

async fn run(command: Command, clock: &Clock) -> Result<ExitCode> {
    match command {
        Command::Serve(serve) => serve.run(clock).await.map(|()| ExitCode::SUCCESS),
        Command::Demo(demo) => demo.run(clock).await.map(|()| ExitCode::SUCCESS),
        Command::Explain(explain) => explain.run().map(|()| ExitCode::SUCCESS),
        Command::Policy(policies) => policies.run().map(|()| ExitCode::SUCCESS),
        Command::Scan(scan) => scan.run(clock).await.map(|()| ExitCode::SUCCESS),
        Command::Migrate(migrate) => migrate.run().await.map(|()| ExitCode::SUCCESS),
        Command::Token(tokens) => tokens.run(clock).await.map(|()| ExitCode::SUCCESS),
        Command::Report(report) => report.run(clock).await.map(|()| ExitCode::SUCCESS),
        Command::User(users) => users.run(clock).await.map(|()| ExitCode::SUCCESS),
        Command::Doctor(doctor) => doctor.run(clock).await,
    }
}

fn failed(fault: &anyhow::Error) -> ExitCode {
    eprintln!("plimsoll: {fault:#}");
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent_and_every_part_of_it_is_explained() {
        let mut cli = Cli::command();
        cli.clone().debug_assert();
        cli.build();
        let mut waiting = vec![&cli];
        while let Some(command) = waiting.pop() {
            assert!(command.get_about().is_some(), "{} says nothing", command.get_name());
            for argument in command.get_arguments() {
                assert!(
                    argument.get_help().is_some(),
                    "{} {} says nothing",
                    command.get_name(),
                    argument.get_id()
                );
            }
            waiting.extend(command.get_subcommands().filter(|found| found.get_name() != "help"));
        }
    }
}
