//! The main process of PostgreSQL: our child, or one that outlived an earlier Plimsoll and is adopted.

use std::process::ExitStatus;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use tokio::process::Child;
use tracing::{info, warn};

use super::PostgresError;
use super::cluster::{Cluster, last_lines};
use super::pid_file::{self, PidFile};

/// For everything but replaying the log after a crash, which takes as long as it takes.
const READY_WITHIN: Duration = Duration::from_mins(2);
/// How long a start is tried again while remains of a killed predecessor are in the way.
const REMAINS_GONE_WITHIN: Duration = Duration::from_secs(15);
const STOPPED_WITHIN: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(20);

#[derive(Debug)]
pub struct Postmaster {
    pid: u32,
    /// Absent when adopted.
    child: Option<Child>,
}

/// How one attempt to start ended.
enum Attempt {
    Ready(Postmaster),
    /// A pid file, socket lock or shared memory of a predecessor is in the way.
    Blocked(String),
}

impl Postmaster {
    /// Adopts the PostgreSQL that serves `cluster` already, else starts one, and returns when it is ready.
    pub async fn start(cluster: &Cluster) -> Result<Self, PostgresError> {
        let begun = Instant::now();
        loop {
            if let Some(adopted) = Self::adopt(cluster).await {
                return Ok(adopted);
            }
            match Self::spawn(cluster).await? {
                Attempt::Ready(postmaster) => return Ok(postmaster),
                Attempt::Blocked(reason) if begun.elapsed() < REMAINS_GONE_WITHIN => {
                    warn!(reason, "PostgreSQL could not start yet; trying again");
                    remove_stale_pid_file(cluster)?;
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
                Attempt::Blocked(output) => return Err(not_ready(cluster, begun, output)),
            }
        }
    }

    pub fn pid(&self) -> u32 {
        self.pid
    }

    pub fn is_adopted(&self) -> bool {
        self.child.is_none()
    }

    /// Returns when the process is gone.
    pub async fn gone(&mut self) {
        match &mut self.child {
            Some(child) => {
                let _ = child.wait().await;
            }
            None => {
                while is_alive(self.pid) {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }

    /// Asks for a fast shutdown (sessions are ended, everything is written) and waits for it.
    pub async fn stop(mut self) -> Result<(), PostgresError> {
        signal(self.pid, Signal::INT);
        if tokio::time::timeout(STOPPED_WITHIN, self.gone()).await.is_ok() {
            return Ok(());
        }
        warn!(pid = self.pid, "PostgreSQL does not stop; ending it at once, the next start will recover");
        signal(self.pid, Signal::QUIT);
        tokio::time::timeout(STOPPED_WITHIN, self.gone())
            .await
            .map_err(|_| PostgresError::NotStopped { pid: self.pid, seconds: STOPPED_WITHIN.as_secs() * 2 })
    }

    async fn adopt(cluster: &Cluster) -> Option<Self> {
        let begun = Instant::now();
        loop {
            let file = PidFile::read(&cluster.data).filter(|file| file.is_alive(&cluster.data))?;
            if is_overdue(Some(&file), begun.elapsed()) {
                return None;
            }
            let same_socket = file.socket_directory.as_deref() == Some(cluster.socket_directory.as_path());
            if file.is_ready() && same_socket {
                info!(pid = file.pid, "adopted the PostgreSQL that was running");
                return Some(Self { pid: file.pid, child: None });
            }
            if file.is_ready() {
                signal(file.pid, Signal::INT);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn spawn(cluster: &Cluster) -> Result<Attempt, PostgresError> {
        let begun = Instant::now();
        let mut command = cluster.serve()?;
        let program = command.as_std().get_program().into();
        let child = command.spawn().map_err(|source| PostgresError::Spawn { program, source })?;
        let mut starting = Starting(Some(child));
        loop {
            let (pid, ended) = starting.look();
            if let Some(status) = ended {
                let output = last_lines(&cluster.start_log());
                return if is_remains(&output) {
                    Ok(Attempt::Blocked(output))
                } else {
                    Err(PostgresError::Failed { program: "postgres", status, output })
                };
            }
            let file = PidFile::read(&cluster.data).filter(|file| Some(file.pid) == pid);
            if let (Some(pid), true) = (pid, file.as_ref().is_some_and(PidFile::is_ready)) {
                return Ok(Attempt::Ready(Self { pid, child: starting.0.take() }));
            }
            if is_overdue(file.as_ref(), begun.elapsed()) {
                return Err(not_ready(cluster, begun, last_lines(&cluster.start_log())));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// A child that is not ready yet. Given up, it is asked to stop.
struct Starting(Option<Child>);

impl Starting {
    /// Its process number while it lives, its status when it has ended.
    fn look(&mut self) -> (Option<u32>, Option<ExitStatus>) {
        let ended = self.0.as_mut().and_then(|child| child.try_wait().ok().flatten());
        (self.0.as_ref().and_then(Child::id), ended)
    }
}

impl Drop for Starting {
    fn drop(&mut self) {
        if let Some(pid) = self.0.as_ref().and_then(Child::id) {
            signal(pid, Signal::INT);
        }
    }
}

/// Whether it is time to give up on a PostgreSQL that says `file` of itself after it was `waited` for.
fn is_overdue(file: Option<&PidFile>, waited: Duration) -> bool {
    waited >= READY_WITHIN && !file.is_some_and(PidFile::is_starting)
}

fn not_ready(cluster: &Cluster, begun: Instant, output: String) -> PostgresError {
    PostgresError::NotReady { seconds: begun.elapsed().as_secs(), log: cluster.start_log(), output }
}

/// What PostgreSQL says of a pid file, a socket lock or shared memory that a predecessor left.
fn is_remains(output: &str) -> bool {
    ["lock file", "pre-existing shared memory block", "Is another postmaster"]
        .iter()
        .any(|sign| output.contains(sign))
}

/// The file also guards the shared memory, so it goes only when nobody works in the directory any more.
fn remove_stale_pid_file(cluster: &Cluster) -> Result<(), PostgresError> {
    let path = cluster.data.join(pid_file::NAME);
    if pid_file::anyone_works_in(&cluster.data) || !path.exists() {
        return Ok(());
    }
    std::fs::remove_file(&path).map_err(PostgresError::file("removing the stale", &path))
}

/// Sends `signal` to the process `pid`.
pub fn signal(pid: u32, signal: Signal) {
    if let Some(pid) = pid.try_into().ok().and_then(Pid::from_raw) {
        // Already gone is as good as stopped.
        let _ = kill_process(pid, signal);
    }
}

fn is_alive(pid: u32) -> bool {
    let listed =
        pid.try_into().ok().and_then(Pid::from_raw).is_some_and(|pid| test_kill_process(pid).is_ok());
    // A zombie is listed until its parent has asked for it, but has no working directory.
    listed && std::fs::read_link(format!("/proc/{pid}/cwd")).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(status: &str) -> PidFile {
        PidFile { pid: 1, socket_directory: None, status: status.into() }
    }

    #[test]
    fn replaying_the_log_is_never_interrupted_and_everything_else_has_two_minutes() {
        let hour = Duration::from_hours(1);
        assert!(!is_overdue(Some(&says("starting")), hour));
        assert!(is_overdue(Some(&says("stopping")), hour));
        assert!(is_overdue(None, hour));
        assert!(!is_overdue(None, Duration::from_secs(119)));
    }
}
