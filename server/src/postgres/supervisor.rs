//! Keeps the embedded PostgreSQL running for as long as it is wanted.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};
use rustix::process::Signal;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use super::PostgresError;
use super::cluster::{Cluster, create_home, last_lines, start_log, url};
use super::pid_file::PidFile;
use super::postmaster::{Postmaster, signal};

/// In place of a process number: there is none to signal.
const NOT_OURS: u32 = 0;
const SHORTEST_BACKOFF: Duration = Duration::from_millis(100);
const LONGEST_BACKOFF: Duration = Duration::from_secs(10);
/// How long the owner of a cluster may take to have it ready before a command that needs it gives up.
const OWNER_READY_WITHIN: Duration = Duration::from_secs(20);
/// Below the data directory; locked by its owner.
const LOCK: &str = "lock";

/// An embedded PostgreSQL in use: our own to run, or the one that a running server owns.
///
/// Dropped without [`Embedded::stop`], an owned one is asked to stop but not waited for.
#[derive(Debug)]
pub struct Embedded {
    url: String,
    owned: Option<Owned>,
}

#[derive(Debug)]
struct Owned {
    stop: CancellationToken,
    pid: Arc<AtomicU32>,
    watch: JoinHandle<Result<(), PostgresError>>,
    /// Held for as long as this process owns the cluster; the kernel lets go of it when the process dies.
    _lock: File,
}

impl Embedded {
    /// Starts (or adopts) the PostgreSQL under `home` and keeps it running.
    ///
    /// `Ok(None)` when another living process owns it.
    pub async fn own(home: &Path) -> Result<Option<Self>, PostgresError> {
        create_home(home)?;
        let Some(lock) = take_lock(home)? else { return Ok(None) };
        let cluster = Cluster::prepare(home).await?;
        let postmaster = Postmaster::start(&cluster).await?;
        info!(
            pid = postmaster.pid(),
            adopted = postmaster.is_adopted(),
            data = %cluster.data.display(),
            "PostgreSQL is ready"
        );
        let url = cluster.url();
        let stop = CancellationToken::new();
        let pid = Arc::new(AtomicU32::new(postmaster.pid()));
        let watch = tokio::spawn(watch(cluster, postmaster, stop.clone(), Arc::clone(&pid)));
        Ok(Some(Self { url, owned: Some(Owned { stop, pid, watch, _lock: lock }) }))
    }

    /// Uses the PostgreSQL that runs under `home`; a server that is starting it gets `within` for that.
    ///
    /// `Ok(None)` when none runs and nobody is starting one. Nothing is started or made here.
    pub async fn borrow(home: &Path, within: Duration) -> Result<Option<Self>, PostgresError> {
        let begun = Instant::now();
        loop {
            if let Some(socket_directory) = running(home) {
                return Ok(Some(Self { url: url(&socket_directory), owned: None }));
            }
            if !is_owned(home)? {
                return Ok(None);
            }
            if begun.elapsed() >= within {
                return Err(owner_not_ready(home, within));
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Uses the PostgreSQL that runs under `home`, or starts one for as long as this value lives.
    pub async fn borrow_or_own(home: &Path) -> Result<Self, PostgresError> {
        if let Some(borrowed) = Self::borrow(home, OWNER_READY_WITHIN).await? {
            return Ok(borrowed);
        }
        if let Some(owned) = Self::own(home).await? {
            return Ok(owned);
        }
        // Somebody else took it just now.
        let borrowed = Self::borrow(home, OWNER_READY_WITHIN).await?;
        borrowed.ok_or_else(|| owner_not_ready(home, OWNER_READY_WITHIN))
    }

    /// A connection URL for the database.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Process number of the PostgreSQL that this process owns; it changes when it had to be started again.
    pub fn pid(&self) -> Option<u32> {
        self.owned.as_ref().map(|owned| owned.pid.load(Ordering::Relaxed))
    }

    /// Stops PostgreSQL cleanly if this process owns it, and waits until it is gone.
    pub async fn stop(mut self) -> Result<(), PostgresError> {
        let Some(mut owned) = self.owned.take() else { return Ok(()) };
        owned.stop.cancel();
        let stopped = (&mut owned.watch).await.unwrap_or_else(|fault| {
            error!(%fault, "the watch over PostgreSQL ended abnormally");
            Ok(())
        });
        owned.pid.store(NOT_OURS, Ordering::Relaxed);
        stopped
    }

    /// Lets go of PostgreSQL without stopping it, as a server that is killed does. The next owner adopts it.
    pub async fn abandon(mut self) {
        if let Some(mut owned) = self.owned.take() {
            owned.pid.store(NOT_OURS, Ordering::Relaxed);
            owned.watch.abort();
            let _ = (&mut owned.watch).await;
        }
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        self.stop.cancel();
        match self.pid.load(Ordering::Relaxed) {
            NOT_OURS => {}
            pid => signal(pid, Signal::INT),
        }
    }
}

/// Whether a living PostgreSQL serves the cluster under `home`, and where its socket is.
fn running(home: &Path) -> Option<PathBuf> {
    let data = home.canonicalize().ok()?.join("postgres");
    let file = PidFile::read(&data)?;
    if file.is_ready() && file.is_alive(&data) { file.socket_directory } else { None }
}

/// Whether a living process owns the cluster under `home`.
fn is_owned(home: &Path) -> Result<bool, PostgresError> {
    let path = home.join(LOCK);
    match File::open(&path) {
        Ok(file) => Ok(!is_free(&file, &path)?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(PostgresError::file("opening", &path)(error)),
    }
}

fn take_lock(home: &Path) -> Result<Option<File>, PostgresError> {
    let path = home.join(LOCK);
    let file = File::create(&path).map_err(PostgresError::file("creating", &path))?;
    Ok(is_free(&file, &path)?.then_some(file))
}

/// Locks `file` for as long as it is open, unless somebody else has.
fn is_free(file: &File, path: &Path) -> Result<bool, PostgresError> {
    match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(true),
        Err(rustix::io::Errno::WOULDBLOCK) => Ok(false),
        Err(error) => Err(PostgresError::file("locking", path)(error.into())),
    }
}

fn owner_not_ready(home: &Path, waited: Duration) -> PostgresError {
    PostgresError::OwnerNotReady {
        directory: home.to_owned(),
        seconds: waited.as_secs(),
        log: start_log(home),
        output: last_lines(&start_log(home)),
    }
}

/// Starts PostgreSQL again whenever it ends, until asked to stop it.
async fn watch(
    cluster: Cluster,
    mut postmaster: Postmaster,
    stop: CancellationToken,
    pid: Arc<AtomicU32>,
) -> Result<(), PostgresError> {
    loop {
        tokio::select! {
            () = stop.cancelled() => {
                info!(pid = postmaster.pid(), "stopping PostgreSQL");
                return postmaster.stop().await;
            }
            () = postmaster.gone() => warn!(pid = postmaster.pid(), "PostgreSQL ended; starting it again"),
        }
        let mut backoff = SHORTEST_BACKOFF;
        postmaster = loop {
            match Postmaster::start(&cluster).await {
                Ok(started) => break started,
                Err(fault) => error!(%fault, "PostgreSQL could not be started again"),
            }
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = tokio::time::sleep(backoff) => backoff = (backoff * 2).min(LONGEST_BACKOFF),
            }
        };
        pid.store(postmaster.pid(), Ordering::Relaxed);
        info!(pid = postmaster.pid(), "PostgreSQL is ready again");
    }
}
