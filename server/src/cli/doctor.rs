//! `plimsoll doctor`

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use fleet::Endpoint;

use super::database::{DatabaseOptions, connect, data_directory};
use crate::Clock;
use crate::keys;
use crate::postgres::{Account, Binaries, Embedded, written_by};

/// How long a server that is just starting is waited for.
const READY_WITHIN: Duration = Duration::from_secs(20);

/// Says what is wrong with this installation and how to mend it
#[derive(Debug, clap::Args)]
pub struct Doctor {
    #[command(flatten)]
    database: DatabaseOptions,

    /// Engine to try
    #[arg(long, value_name = "URL", default_value = "unix:///var/run/docker.sock")]
    engine: Endpoint,
}

/// The outcome of one check: what is well, or what is wrong and what to do.
type Finding = Result<String, String>;

impl Doctor {
    /// Runs every check, however many fail before it; the status is 1 when one did.
    pub async fn run(self, clock: &Clock) -> Result<ExitCode> {
        let Self { database, engine } = self;
        let options = database.configured()?;
        let home = data_directory(&options)?;
        let mut findings: Vec<(&str, Finding)> = Vec::new();
        if options.database_url.is_none() {
            findings.push(("PostgreSQL programs", programs(&home.join("postgres"))));
            findings.push(("PostgreSQL account", account(&home.join("postgres"))));
        }
        findings.push(("keys", key_files(&home)));
        findings.push(match &options.database_url {
            Some(url) => ("database", examine(url, clock).await),
            None => ("database", embedded(&home, clock).await),
        });
        findings.push(("local engine", local_engine(&engine).await));
        let healthy = findings.iter().all(|(_, finding)| finding.is_ok());
        for (what, finding) in findings {
            match finding {
                Ok(well) => println!("ok     {what}: {well}"),
                Err(wrong) => println!("WRONG  {what}: {wrong}"),
            }
        }
        Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Only looks: an embedded PostgreSQL that does not run is not started for this.
async fn embedded(home: &Path, clock: &Clock) -> Finding {
    let Some(major) = written_by(&home.join("postgres")) else {
        return Ok("not made yet; plimsoll serve makes it".into());
    };
    match Embedded::borrow(home, READY_WITHIN).await {
        Ok(Some(running)) => examine(running.url(), clock).await,
        Ok(None) => Ok(format!("of PostgreSQL {major}, not running; plimsoll serve starts it")),
        Err(fault) => Err(fault.to_string()),
    }
}

async fn local_engine(endpoint: &Endpoint) -> Finding {
    match collector::probe(endpoint, &collector::Settings::default()).await {
        Ok(found) => Ok(format!("{} with {} containers at {endpoint}", found.engine, found.containers)),
        Err(fault) => Err(format!("{fault}. {}", fault.advice())),
    }
}

fn programs(data: &Path) -> Finding {
    match Binaries::for_data(data) {
        Ok(found) => Ok(format!("version {} at {}", found.major, found.postgres().display())),
        Err(fault) => Err(fault.to_string()),
    }
}

fn account(data: &Path) -> Finding {
    match Account::to_drop_to(data) {
        Ok(None) => Ok("this user".into()),
        Ok(Some(account)) => match account.check_reaches(data) {
            Ok(()) => Ok(account.name),
            Err(fault) => Err(fault.to_string()),
        },
        Err(fault) => Err(fault.to_string()),
    }
}

fn key_files(home: &Path) -> Finding {
    if keys::none_made(home) {
        return Ok("not made yet; plimsoll serve makes them".into());
    }
    match keys::check(home) {
        Ok(()) => Ok(format!(
            "in {}, readable by their owner only; back them up apart from the database",
            home.display()
        )),
        Err(fault) => Err(fault.to_string()),
    }
}

async fn examine(url: &str, clock: &Clock) -> Finding {
    let store = connect(url, 1).await.map_err(|fault| format!("{fault:#}"))?;
    let examined = async {
        let there = store.server_time().await.map_err(|fault| fault.to_string())?;
        let skew_ms = (clock.now() - there).num_milliseconds();
        if skew_ms.abs() > 2_000 {
            return Err(format!(
                "its clock differs by {skew_ms} ms; set both with NTP, jobs are paused meanwhile"
            ));
        }
        match store.schema_is_current().await {
            Ok(true) => Ok("reachable, schema up to date, clocks agree".to_owned()),
            Ok(false) => Err("the schema is not that of this version; run: plimsoll migrate".to_owned()),
            Err(fault) => Err(fault.to_string()),
        }
    }
    .await;
    store.close().await;
    examined
}
