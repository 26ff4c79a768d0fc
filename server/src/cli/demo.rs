//! `plimsoll demo`

use std::io::{IsTerminal, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use fleet::Installation;
use simulator::{DAYS, Timeline};
use store::{Store, Story};

use super::serve::{self, AskedToStop};
use crate::Clock;
use crate::config::{ConfigError, Options, Settings, default_data_directory};
use crate::demo::{Engines, Told, go_on, tell};
use crate::jobs;
use crate::running::{Foundations, Server};

const USUAL_SEED: u64 = 1;
const USUAL_PORT: u16 = 7466;

/// Shows Plimsoll with a simulated fleet: 40 hosts, some 1,200 workloads, 90 days behind them
#[derive(Debug, clap::Args)]
pub struct Demo {
    /// Another seed is another fleet [default: 1, or that of the demo in the data folder]
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,

    /// Port to listen on, on this machine only
    #[arg(long, value_name = "PORT", default_value_t = USUAL_PORT)]
    port: u16,

    /// Where the demo is kept, never beside a real fleet [default: /var/lib/plimsoll-demo for root, else in the user's data folder]
    #[arg(long, env = "PLIMSOLL_DEMO_DATA_DIR", value_name = "FOLDER")]
    data_dir: Option<PathBuf>,

    /// Use this empty PostgreSQL (15 or newer) instead of the embedded one
    #[arg(long, env = "PLIMSOLL_DEMO_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
}

impl Demo {
    pub async fn run(self, clock: &Clock) -> Result<()> {
        let seed = self.seed;
        let settings = self.settings()?;
        let asked_to_stop = AskedToStop::listen()?;
        let stopped = asked_to_stop.wait();
        tokio::pin!(stopped);
        let begun = async {
            let foundations = Foundations::lay(&settings, Installation::Demo).await?;
            let engines = prepare(&foundations, &settings, seed, clock).await;
            match engines {
                Ok(engines) => Ok((foundations, engines)),
                Err(fault) => {
                    foundations.give_up().await;
                    Err(fault)
                }
            }
        };
        let (foundations, engines) = tokio::select! {
            begun = begun => begun?,
            () = &mut stopped => return Ok(()),
        };
        let store = foundations.store.clone();
        let server = Server::open(foundations, &settings, clock.clone())?;
        println!("Plimsoll is at {}", settings.address(server.listening()));
        println!("Demo: simulated fleet. Nothing of it is real, and it reaches nothing outside.");
        serve::greet(&server, &settings).await?;
        let present = tokio::spawn(go_on(engines, store, clock.clone()));
        let served = server.run_until(stopped).await;
        present.abort();
        served
    }

    fn settings(self) -> Result<Settings, ConfigError> {
        let beside = || Some(default_data_directory()?.with_file_name("plimsoll-demo"));
        Settings::from_options(Options {
            listen: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))),
            data_dir: self.data_dir.or_else(beside),
            database_url: self.database_url,
            ..Options::default()
        })
    }
}

/// Puts up the engines and tells their past, or what is left to tell of it.
async fn prepare(
    foundations: &Foundations,
    settings: &Settings,
    seed: Option<u64>,
    clock: &Clock,
) -> Result<Engines> {
    let store = &foundations.store;
    let story = story(store, settings, seed, clock).await?;
    let timeline = Timeline::new(story.seed, story.ends_at);
    let told_until = store.told_until().await?.unwrap_or(timeline.begins_at);
    let folder = settings.data_directory.join("engines");
    let mut engines = Engines::open(timeline, &folder, told_until)?;
    let context = jobs::Context::new(store.clone(), clock.clone(), foundations.keys.clone());
    let begun = Instant::now();
    tell(&context, &mut engines, show).await.context("telling the past of the simulated fleet")?;
    if told_until < engines.timeline.ends_at - chrono::TimeDelta::days(1) {
        println!("\rTold the {DAYS} days of the simulated fleet in {} s.", begun.elapsed().as_secs());
    }
    Ok(engines)
}

/// What this database plays, from its first start on.
async fn story(store: &Store, settings: &Settings, seed: Option<u64>, clock: &Clock) -> Result<Story> {
    let engines = settings.data_directory.join("engines").display().to_string();
    if let Some(story) = store.story().await? {
        ensure!(
            seed.is_none_or(|seed| seed == story.seed),
            "the demo in {} has the seed {}; for another one give another --data-dir",
            settings.data_directory.display(),
            story.seed
        );
        ensure!(
            story.engines == engines,
            "the engines of this demo were in {}; start it with the --data-dir it was made with",
            story.engines
        );
        return Ok(story);
    }
    let story = Story { seed: seed.unwrap_or(USUAL_SEED), ends_at: clock.now(), engines };
    store.set_story(&story).await?;
    Ok(story)
}

fn show(told: Told) {
    let Told { day, hosts, scans } = told;
    let line = format!("day {day} of {DAYS}: {hosts} hosts, {scans} scans");
    if std::io::stdout().is_terminal() {
        print!("\r{line}   ");
        // Best effort: a line that comes late harms nobody.
        let _ = std::io::stdout().flush();
    } else if day % 10 == 0 {
        println!("{line}");
    }
}
