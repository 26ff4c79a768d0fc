//! Debian packages: each is named before anything is installed.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use super::{Need, node};
use crate::place::Place;
use crate::step::Step;
use crate::{postgres, process};

const NO_CLUSTER: &str = "/etc/postgresql-common/createcluster.conf";

pub fn missing<'a>(place: &Place, needs: &[Need]) -> Result<Option<Step<'a>>> {
    let packages = packages(place, needs);
    if packages.is_empty() {
        return Ok(None);
    }
    if !Path::new("/etc/debian_version").exists() {
        bail!("this is not a Debian: please install what its packages {} contain", packages.join(", "));
    }
    if !process::is_root()? && process::on_path("sudo").is_none() {
        bail!(
            "neither root nor sudo here; please install as root: apt-get install --no-install-recommends {}",
            packages.join(" ")
        );
    }
    let estimate = Duration::from_secs(20 + 10 * packages.len() as u64);
    Ok(Some(Step::new(format!("Debian packages: {}", packages.join(", ")), estimate, move || {
        install(&packages)
    })))
}

fn packages(place: &Place, needs: &[Need]) -> Vec<&'static str> {
    let mut packages = Vec::new();
    if needs.contains(&Need::Postgres) && postgres::binaries().is_err() {
        packages.push("postgresql");
    }
    if needs.contains(&Need::Build) && node::version(place).is_none() {
        packages.extend(["nodejs", "npm"]);
    }
    if needs.contains(&Need::Tests) {
        let programs = [
            ("chromium", "chromium"),
            ("dockerd", "docker.io"),
            ("iptables", "iptables"),
            ("pdftotext", "poppler-utils"),
        ];
        let missing = programs.into_iter().filter(|(program, _)| process::program(program).is_none());
        packages.extend(missing.map(|(_, package)| package));
        // The other busybox of Debian needs libraries, which an image of one file does not have.
        packages
            .extend(["busybox-static", "python3-venv"].into_iter().filter(|package| !is_installed(package)));
    }
    packages
}

fn is_installed(package: &str) -> bool {
    let status = ["--show", "--showformat=${db:Status-Abbrev}", package];
    process::output(Command::new("dpkg-query").args(status)).is_ok_and(|status| status.starts_with("ii"))
}

fn install(packages: &[&str]) -> Result<()> {
    process::run(&mut as_root(&["apt-get", "--quiet", "update"])?)?;
    if packages.contains(&"postgresql") {
        apt_get_install(&["postgresql-common"])?;
        // Plimsoll runs a cluster of its own: Debian's default one would only take a port.
        let edit = "s/^#?\\s*create_main_cluster.*/create_main_cluster = false/";
        process::run(&mut as_root(&["sed", "--in-place", "--regexp-extended", edit, NO_CLUSTER])?)?;
    }
    apt_get_install(packages)
}

fn apt_get_install(packages: &[&str]) -> Result<()> {
    let mut words = vec!["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet", "install"];
    words.extend(["--yes", "--no-install-recommends"]);
    words.extend(packages);
    process::run(&mut as_root(&words)?)
}

fn as_root(words: &[&str]) -> Result<Command> {
    let words = if process::is_root()? { words.to_vec() } else { [&["sudo"], words].concat() };
    let (program, arguments) = words.split_first().context("no command")?;
    let mut command = Command::new(program);
    command.args(arguments);
    Ok(command)
}
