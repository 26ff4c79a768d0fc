//! From nothing to a running Plimsoll.

use std::env;
use std::ffi::OsString;
use std::io::ErrorKind;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::place::Place;
use crate::tools::{self, Need};
use crate::{process, release, step};

/// Installs, builds, and becomes `plimsoll serve`, or `plimsoll demo`.
pub fn up(place: &Place, demo: bool, arguments: &[OsString]) -> Result<()> {
    let mut steps = tools::missing(place, &[Need::Build, Need::Postgres])?;
    steps.extend(release::outdated(place)?);
    step::run_all(steps)?;
    if !demo && let Some(advice) = advice_on_the_engine() {
        println!("{advice}\nOr look at a simulated fleet: cargo xtask up --demo\n");
    }
    let command = if demo { "demo" } else { "serve" };
    let error = Command::new(place.binary()).arg(command).args(arguments).exec();
    Err(error).with_context(|| format!("starting {}", place.binary().display()))
}

/// What to do when no container engine answers on this machine.
fn advice_on_the_engine() -> Option<String> {
    let socket = socket()?;
    let error = UnixStream::connect(&socket).err()?;
    let socket = socket.display();
    Some(match error.kind() {
        ErrorKind::PermissionDenied => format!(
            "The container engine at {socket} may not be read by this user, so nothing will be scanned yet.\n\
             Let the user in (sudo usermod -aG docker $USER, then sign in anew), or add a host in the browser."
        ),
        _ if process::program("dockerd").is_some() => format!(
            "No container engine answers at {socket}, so nothing will be scanned yet.\n\
             Start it (sudo systemctl start docker, or without systemd: sudo dockerd), or add a host in the browser."
        ),
        _ => format!(
            "There is no container engine on this machine (nothing answers at {socket}).\n\
             Install one (sudo apt-get install docker.io) and start it (sudo systemctl start docker, or without\n\
             systemd: sudo dockerd), or add a host in the browser."
        ),
    })
}

/// The local engine's socket; none when `DOCKER_HOST` names an engine elsewhere.
fn socket() -> Option<PathBuf> {
    match env::var("DOCKER_HOST") {
        Ok(host) => host.strip_prefix("unix://").map(PathBuf::from),
        Err(_) => Some("/var/run/docker.sock".into()),
    }
}
