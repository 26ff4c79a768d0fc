//! `plimsoll serve`

use std::io::IsTerminal;
use std::path::PathBuf;

use anyhow::{Context, Result};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing::info;

use crate::config::{Exposure, Options, Settings, default_data_directory};
use crate::http::tls_configuration;
use crate::running::Server;
use crate::{Clock, USUAL_ADDRESS};

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
            if let Exposure::Tls { certificate, key } = &settings.exposure {
                tls_configuration(certificate, key)?;
            }
            println!("{settings}");
            return Ok(());
        }
        let asked_to_stop = AskedToStop::listen()?.wait();
        tokio::pin!(asked_to_stop);
        let server = tokio::select! {
            server = Server::start(&settings, clock.clone()) => server?,
            () = &mut asked_to_stop => return Ok(()),
        };
        println!("Plimsoll is at {}", settings.address(server.listening()));
        greet(&server, &settings).await?;
        server.run_until(asked_to_stop).await
    }
}

/// The signals that end a server.
pub struct AskedToStop {
    interrupted: Signal,
    terminated: Signal,
}

impl AskedToStop {
    pub fn listen() -> Result<Self> {
        Ok(Self {
            interrupted: signal(SignalKind::interrupt()).context("listening for signals")?,
            terminated: signal(SignalKind::terminate()).context("listening for signals")?,
        })
    }

    /// Returns when one of them came.
    pub async fn wait(mut self) {
        tokio::select! {
            _ = self.interrupted.recv() => info!("interrupted"),
            _ = self.terminated.recv() => info!("asked to terminate"),
        }
    }
}

/// Tells how the first administrator signs in. The link itself is for eyes only: where standard output is no
/// terminal, it ends in a log.
pub async fn greet(server: &Server, settings: &Settings) -> Result<()> {
    if !server.needs_administrator().await? {
        return Ok(());
    }
    if std::io::stdout().is_terminal() {
        let link = server.first_administrator_link(settings).await?;
        println!("Sign in once within 15 minutes as the first administrator:\n{link}");
    } else {
        let command = link_command(settings, &settings.address(server.listening()));
        println!("There is no administrator yet. A one-time sign-in link comes from: {command}");
    }
    Ok(())
}

/// `plimsoll user link` for this very server, without repeating defaults or a password.
fn link_command(settings: &Settings, address: &str) -> String {
    let database = if settings.database_url.is_some() {
        " --database-url …".to_owned()
    } else if default_data_directory().as_ref() != Some(&settings.data_directory) {
        format!(" --data-dir '{}'", settings.data_directory.display())
    } else {
        String::new()
    };
    let url = if address == USUAL_ADDRESS { String::new() } else { format!(" --public-url {address}") };
    format!("plimsoll user link{database}{url}")
}
