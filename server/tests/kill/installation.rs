//! The real binary with its own data directory, over one simulated engine.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use fleet::finding::{FindingFilter, FindingState, Target};
use fleet::request::Progress;
use fleet::workload::{Direction, WorkloadFilter, WorkloadSort};
use fleet::{Actor, Page, RequestId, Scope};
use rustix::process::{Pid, Signal, kill_process};
use server::Clock;
use simulator::{Fleet, Served, Spec};
use store::Store;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

const PATIENCE: Duration = Duration::from_mins(1);

pub struct Installation {
    pub engine: Served,
    home: TempDir,
}

/// A `plimsoll serve` that accepts connections.
pub struct Running(Child);

impl Installation {
    pub fn new() -> Self {
        let home = tempfile::tempdir().expect("temporary directory");
        // PostgreSQL runs under an account of its own when the tests run as root.
        std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o711)).expect("chmod");
        let engine = Fleet::new(7, 1, now()).engines.remove(0);
        let engine = Served::unix(engine, home.path().join("engine.sock")).expect("a socket");
        Self { engine, home }
    }

    pub async fn serve(&self, environment: &[(&str, &str)]) -> Running {
        let mut child = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
            .args(["serve", "--listen", "127.0.0.1:0", "--engine", self.engine.address(), "--data-dir"])
            .arg(self.data())
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::from(self.log()))
            .kill_on_drop(true)
            .spawn()
            .expect("the binary starts");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let first =
            tokio::time::timeout(PATIENCE, lines.next_line()).await.expect("in time").expect("readable");
        assert!(
            first.is_some_and(|line| line.starts_with("Plimsoll is at http://127.0.0.1:")),
            "{}",
            self.log_text()
        );
        // Whatever it prints later has somewhere to go.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Running(child)
    }

    /// Connects beside the running server.
    pub async fn store(&self) -> Store {
        let url =
            format!("postgres://plimsoll@localhost/plimsoll?host={}", self.data().join("run").display());
        Store::connect(&url, 2).await.expect("PostgreSQL accepts connections")
    }

    /// Waits until the host's first scan was recorded.
    pub async fn scanned(&self) {
        let store = self.store().await;
        let begun = Instant::now();
        while !store
            .list_hosts(&tester(), &Scope::default(), now())
            .await
            .expect("listed")
            .iter()
            .any(|host| host.seen_at.is_some())
        {
            assert!(begun.elapsed() < PATIENCE, "the host was never scanned\n{}", self.log_text());
            pause(Duration::from_millis(50)).await;
        }
        store.close().await;
    }

    pub async fn request_scan(&self) -> RequestId {
        let store = self.store().await;
        let host = store.list_hosts(&tester(), &Scope::default(), now()).await.expect("listed").remove(0);
        let id = store.request_scan(&tester(), host.id, now()).await.expect("asked");
        store.close().await;
        id
    }

    /// Asks for a scan and waits until it is recorded.
    pub async fn scan(&self) {
        let id = self.request_scan().await;
        let store = self.store().await;
        let begun = Instant::now();
        loop {
            let request = store.request(&tester(), id).await.expect("read").expect("there");
            match request.progress {
                Progress::Scanned { .. } => break,
                Progress::Failed { error } => panic!("the scan failed: {error}"),
                _ => assert!(begun.elapsed() < PATIENCE, "the scan never ended\n{}", self.log_text()),
            }
            pause(Duration::from_millis(50)).await;
        }
        store.close().await;
    }

    /// Waits until the server stands still at a failpoint.
    pub async fn reached(&self, failpoint: &str) {
        let begun = Instant::now();
        while !self.log_text().contains(failpoint) {
            assert!(begun.elapsed() < PATIENCE, "{failpoint} was never reached\n{}", self.log_text());
            pause(Duration::from_millis(20)).await;
        }
    }

    /// What a killed server held is free at once instead of half a minute later.
    pub async fn let_leases_run_out(&self) {
        let store = self.store().await;
        store.let_leases_run_out().await;
        store.close().await;
    }

    /// Starts one more container, which the next scan will find.
    pub fn change_engine(&self) {
        self.engine.change(|engine| {
            let name = format!("late-{}", engine.containers.len());
            engine.run(&name, Spec { image: "nginx:latest".into(), ..Spec::default() });
        });
    }

    /// How many workloads are known.
    pub async fn workloads(&self) -> i64 {
        let store = self.store().await;
        let (filter, page) = (WorkloadFilter::default(), Page::first(1));
        let rows = store
            .list_workloads(&tester(), &filter, WorkloadSort::default(), Direction::default(), &page, now())
            .await
            .expect("listed");
        store.close().await;
        rows.total
    }

    pub fn kill_postgres(&self) -> u32 {
        let pid = self.postgres().expect("PostgreSQL runs").0;
        signal(pid, Signal::KILL);
        pid
    }

    pub async fn until_postgres_is_back(&self, killed: u32) {
        let begun = Instant::now();
        while !self.postgres().is_some_and(|(pid, ready)| pid != killed && ready) {
            assert!(begun.elapsed() < PATIENCE, "PostgreSQL did not come back\n{}", self.log_text());
            pause(Duration::from_millis(20)).await;
        }
    }

    fn postgres(&self) -> Option<(u32, bool)> {
        let text = std::fs::read_to_string(self.data().join("postgres/postmaster.pid")).ok()?;
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        Some((lines.first()?.parse().ok()?, lines.get(7) == Some(&"ready")))
    }

    fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    fn log(&self) -> std::fs::File {
        let path = self.home.path().join("server.log");
        std::fs::OpenOptions::new().create(true).append(true).open(path).expect("a log")
    }

    fn log_text(&self) -> String {
        std::fs::read_to_string(self.home.path().join("server.log")).unwrap_or_default()
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        if let Some((pid, _)) = self.postgres() {
            let works_here = std::fs::read_link(format!("/proc/{pid}/cwd"))
                .is_ok_and(|cwd| cwd == self.data().join("postgres"));
            if works_here {
                signal(pid, Signal::QUIT);
            }
        }
    }
}

impl Running {
    pub async fn stop(mut self) {
        signal(self.0.id().expect("running"), Signal::TERM);
        let status = tokio::time::timeout(PATIENCE, self.0.wait()).await.expect("in time").expect("ended");
        assert!(status.success(), "{status}");
    }

    pub async fn kill(mut self) {
        self.0.kill().await.expect("killed");
    }

    /// Waits until it has ended by itself, which it must not do well.
    pub async fn died(mut self) {
        let status = tokio::time::timeout(PATIENCE, self.0.wait()).await.expect("in time").expect("ended");
        assert!(!status.success(), "it was to be killed by its failpoint");
    }
}

/// (rule, subject, target) of every finding in `states`; none means all that are present.
pub async fn findings(store: &Store, states: Vec<FindingState>) -> Vec<(String, String, String)> {
    let filter = FindingFilter { states, ..FindingFilter::default() };
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let page = Page::after(after, Page::MAX_LIMIT);
        let rows = store.list_findings(&tester(), &filter, &page, now()).await.expect("listed");
        found.extend(rows.items.into_iter().map(|row| {
            let (Target::Workload { name, .. } | Target::Host { name, .. }) = row.target;
            (row.rule, row.subject, name)
        }));
        after = rows.next;
        if after.is_none() {
            return found;
        }
    }
}

fn tester() -> Actor {
    Actor::System("test".into())
}

fn now() -> DateTime<Utc> {
    Clock::system().now()
}

pub async fn pause(time: Duration) {
    tokio::time::sleep(time).await;
}

fn signal(pid: u32, signal: Signal) {
    let pid = Pid::from_raw(pid.try_into().expect("a process number")).expect("not zero");
    let _ = kill_process(pid, signal);
}
