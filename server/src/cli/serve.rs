//! `plimsoll serve`

use std::path::PathBuf;

use anyhow::{Context, Result};
use tokio::signal::unix::{SignalKind, signal};
use tracing::info;

use crate::Clock;
use crate::config::{Options, Settings};
use crate::running::Server;

/// Serves the dashboard and runs the background jobs
#[derive(Debug, clap::Args)]
pub struct Serve {
    /// Configuration in TOML, keys named as the flags [default: /etc/plimsoll/plimsoll.toml if it exists]
    #[arg(long, env = "PLIMSOLL_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,

    /// Print the configuration as it is understood, and end
    #[arg(long)]
    check_config: bool,

    #[command(flatten)]
    options: Options,
}

impl Serve {
    pub async fn run(self, clock: &Clock) -> Result<()> {
        let settings = Settings::from_options(self.options.with_file(self.config.as_deref())?)?;
        if self.check_config {
            println!("{settings}");
            return Ok(());
        }
        let mut interrupted = signal(SignalKind::interrupt()).context("listening for signals")?;
        let mut terminated = signal(SignalKind::terminate()).context("listening for signals")?;
        let asked_to_stop = async move {
            tokio::select! {
                _ = interrupted.recv() => info!("interrupted"),
                _ = terminated.recv() => info!("asked to terminate"),
            }
        };
        let address_of = |listening| settings.address(listening);
        let server = Server::start(&settings, clock.clone()).await?;
        println!("Plimsoll is at {}", address_of(server.listening()));
        if let Some(link) = server.first_administrator_link(&settings).await? {
            println!("Sign in once within 15 minutes as the first administrator:\n{link}");
        }
        server.run_until(asked_to_stop).await
    }
}
