//! A real Docker Engine of a test's own.

mod api;
mod tarball;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;

use api::Api;

/// The image that [`RealEngine::start`] provides: busybox and nothing else.
pub const IMAGE: &str = "plimsoll-test:1";

const BUSYBOX: &str = "/bin/busybox";
const START_ATTEMPTS: u32 = 300;
const STOP_ATTEMPTS: u32 = 200;
const ATTEMPT_INTERVAL: Duration = Duration::from_millis(100);

/// A private `dockerd` with its own data, without networks. Ends, with everything it started, when dropped.
///
/// It ends also when the thread that started it ends, so that a killed test leaves nothing behind.
#[derive(Debug)]
pub struct RealEngine {
    folder: TempDir,
    process: Option<Child>,
}

impl RealEngine {
    /// Starts the engine and gives it [`IMAGE`].
    ///
    /// # Errors
    /// Without root, `dockerd` or `/bin/busybox`, saying which is missing.
    pub fn start() -> Result<Self> {
        ensure!(rustix::process::geteuid().is_root(), "a real engine needs root: run the tests as root");
        let busybox = fs::read(BUSYBOX)
            .with_context(|| format!("cannot read {BUSYBOX}: install the Debian package busybox-static"))?;
        // Not below /tmp, which may be in memory, where overlay file systems fail.
        let folder = tempfile::Builder::new().prefix("plimsoll-engine-").tempdir_in("/var/tmp")?;
        let mut engine = Self { folder, process: None };
        engine.resume()?;
        engine.import(IMAGE, &busybox, &[])?;
        Ok(engine)
    }

    /// As an endpoint is written.
    pub fn address(&self) -> String {
        format!("unix://{}", self.socket().display())
    }

    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("engine.sock")
    }

    /// Another image of the same file, with Dockerfile instructions such as `USER 1000` applied.
    pub fn import_with(&self, reference: &str, instructions: &[&str]) -> Result<()> {
        self.import(reference, &fs::read(BUSYBOX)?, instructions)
    }

    fn import(&self, reference: &str, busybox: &[u8], instructions: &[&str]) -> Result<()> {
        let (repository, tag) = reference.split_once(':').context("a reference with a tag")?;
        let changes = instructions.iter().map(|change| format!("changes={}", api::encoded(change)));
        let query: Vec<String> =
            [format!("repo={repository}"), format!("tag={tag}")].into_iter().chain(changes).collect();
        let path = format!("/images/create?fromSrc=-&{}", query.join("&"));
        let said = self.api().post(&path, "application/x-tar", &tarball::of_busybox(busybox))?;
        ensure!(!said.contains("\"error\""), "the engine did not import {reference}: {said}");
        Ok(())
    }

    /// Creates a container without starting it; `options` is the body of the engine's API, where `Image` may be left
    /// out. Returns its id.
    pub fn create(&self, name: &str, mut options: Value) -> Result<String> {
        let fields = options.as_object_mut().context("options are a JSON object")?;
        fields.entry("Image").or_insert_with(|| IMAGE.into());
        fields.entry("Cmd").or_insert_with(|| json!(["/bin/sleep", "86400"]));
        // A process 1 without a handler ignores TERM, and the engine would wait for it.
        fields.entry("StopSignal").or_insert_with(|| "KILL".into());
        let path = format!("/containers/create?name={}", api::encoded(name));
        let said = self.api().post(&path, "application/json", options.to_string().as_bytes())?;
        let created: Value = serde_json::from_str(&said)?;
        Ok(created["Id"].as_str().with_context(|| format!("no id in {said}"))?.to_owned())
    }

    /// Creates and starts a container without network.
    pub fn run(&self, name: &str, mut options: Value) -> Result<String> {
        options["HostConfig"]["NetworkMode"] = "none".into();
        let id = self.create(name, options)?;
        self.api().post(&format!("/containers/{id}/start"), "application/json", b"")?;
        Ok(id)
    }

    /// Stops and removes a container.
    pub fn remove(&self, id_or_name: &str) -> Result<()> {
        self.api().delete(&format!("/containers/{}?force=1&v=1", api::encoded(id_or_name)))?;
        Ok(())
    }

    /// The engine's own answer to a GET.
    pub fn get(&self, path: &str) -> Result<Value> {
        Ok(serde_json::from_str(&self.api().get(path)?)?)
    }

    /// Ends the engine as `systemctl stop docker` does. Its data stays; [`Self::resume`] starts it again.
    pub fn stop(&mut self) -> Result<()> {
        let Some(mut process) = self.process.take() else { return Ok(()) };
        let pid = Pid::from_child(&process);
        kill_process(pid, Signal::TERM)?;
        for _ in 0..STOP_ATTEMPTS {
            if process.try_wait()?.is_some() {
                return Ok(());
            }
            sleep(ATTEMPT_INTERVAL);
        }
        process.kill()?;
        process.wait()?;
        bail!("dockerd did not end within 20 s and was killed")
    }

    /// Starts the engine with the data it had.
    pub fn resume(&mut self) -> Result<()> {
        ensure!(self.process.is_none(), "the engine runs already");
        let log_path = self.folder.path().join("dockerd.log");
        let log = File::create(&log_path)?;
        let child = self.command().stdout(log.try_clone()?).stderr(log).stdin(Stdio::null()).spawn();
        let mut process =
            child.context("cannot start dockerd: install the Debian packages docker.io and util-linux")?;
        for _ in 0..START_ATTEMPTS {
            if self.api().get("/_ping").is_ok() {
                self.process = Some(process);
                return Ok(());
            }
            if let Some(status) = process.try_wait()? {
                bail!("dockerd ended with {status}: {}", last_lines(&log_path));
            }
            sleep(ATTEMPT_INTERVAL);
        }
        self.process = Some(process);
        bail!("dockerd did not answer within 30 s: {}", last_lines(&log_path))
    }

    fn command(&self) -> Command {
        let place = |name: &str| self.folder.path().join(name).display().to_string();
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "TERM", "dockerd", "--bridge", "none", "--iptables=false"]);
        command.args(["--ip-forward=false", "--log-level", "error"]);
        command.args(["--data-root", &place("data"), "--exec-root", &place("exec")]);
        command.args(["--pidfile", &place("dockerd.pid"), "--host", &self.address()]);
        // dockerd lives in sbin, which an ordinary PATH lacks.
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{path}:/usr/local/sbin:/usr/sbin:/sbin"));
        command
    }

    fn api(&self) -> Api {
        Api::at(self.socket())
    }

    fn remove_containers(&self) -> Result<()> {
        let listed = self.get("/containers/json?all=1")?;
        for container in listed.as_array().context("a list of containers")? {
            self.remove(container["Id"].as_str().context("an id")?)?;
        }
        Ok(())
    }
}

impl Drop for RealEngine {
    fn drop(&mut self) {
        let emptied = if self.process.is_some() { self.remove_containers() } else { Ok(()) };
        let stopped = self.stop();
        unmount_below(self.folder.path());
        for failure in [emptied, stopped].into_iter().filter_map(Result::err) {
            eprintln!("while ending the test's engine: {failure:#}");
        }
    }
}

/// What the engine left mounted, innermost first; otherwise its folder cannot be removed.
fn unmount_below(folder: &Path) {
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    let below = mounts
        .lines()
        .filter_map(|line| line.split(' ').nth(1))
        .filter(|place| Path::new(place).starts_with(folder));
    let mut places: Vec<&str> = below.collect();
    places.sort_unstable_by_key(|place| std::cmp::Reverse(place.len()));
    for place in places {
        let _ = Command::new("umount").args(["--lazy", place]).status();
    }
}

fn last_lines(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(5)..].join("\n")
}
