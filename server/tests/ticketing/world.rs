use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use fleet::access::TokenScope;
use fleet::finding::{FindingFilter, FindingState, Target};
use fleet::host::NewHost;
use fleet::scan::ScannedContainer;
use fleet::token::NewToken;
use fleet::{Actor, FindingId, HostId, Page};
use posture::testing;
use server::Clock;
use store::Store;
use tempfile::TempDir;
use testkit::sample;

use super::tracker::{PASSWORD, Tracker, free_port};

const PATIENCE: Duration = Duration::from_mins(2);
const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/examples/ticketing");

/// A real server, a real tracker, and the example between them.
pub struct World {
    pub tracker: Tracker,
    home: TempDir,
    port: u16,
    server: Child,
    follower: Option<Child>,
    token: String,
    host: HostId,
    scans: u32,
}

impl World {
    pub async fn new() -> Self {
        let home = tempfile::tempdir().expect("temporary directory");
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o711)).expect("chmod");
        let mut tracker = Tracker::new();
        tracker.start();
        let port = free_port();
        let server = serve(&home, port);
        let mut world = Self {
            tracker,
            home,
            port,
            server,
            follower: None,
            token: String::new(),
            host: HostId(uuid::Uuid::nil()),
            scans: 0,
        };
        let store = world.store().await;
        // The server itself must not read it.
        let host = NewHost { scan_interval_s: 86_400, ..sample::host("berlin-1") };
        world.host = store.add_host(&operator(), &host, now()).await.expect("added");
        let scopes = vec![TokenScope::Read, TokenScope::FindingsWrite];
        let new = NewToken { name: "tickets".into(), scopes, expires_at: None };
        let (_, secret) = store.create_token(&operator(), &new, now()).await.expect("made");
        secret.expose().clone_into(&mut world.token);
        store.close().await;
        world
    }

    /// Scans the host as if in these of its containers the engine's socket were mounted, which is one finding each.
    pub async fn scan(&mut self, with_socket: &[&str]) {
        self.scans += 1;
        let containers = super::NAMES.map(|name| container(name, self.scans, with_socket.contains(&name)));
        let scan = sample::scan(now(), containers.to_vec());
        let store = self.store().await;
        store.record_scan(self.host, &scan, now()).await.expect("recorded");
        store.close().await;
    }

    pub fn follow(&mut self) {
        let log = self.log("follower.log");
        let follower = testkit::python()
            .arg(format!("{EXAMPLE}/follow.py"))
            .env("PLIMSOLL_URL", format!("http://127.0.0.1:{}", self.port))
            .env("PLIMSOLL_TOKEN", &self.token)
            .env("ROUNDUP_URL", self.tracker.url())
            .env("ROUNDUP_USER", "admin")
            .env("ROUNDUP_PASSWORD", PASSWORD)
            .env("STATE", self.home.path().join("state.json"))
            .stdout(log.try_clone().expect("a file handle can be copied"))
            .stderr(log)
            .spawn()
            .expect("Python starts");
        self.follower = Some(follower);
    }

    pub fn kill_and_restart_follower(&mut self) {
        end(self.follower.take());
        self.follow();
    }

    pub async fn kill_and_restart_server(&mut self) {
        self.server.kill().expect("killed");
        self.server.wait().expect("ended");
        self.server = serve(&self.home, self.port);
        self.store().await.close().await;
    }

    /// Waits until each of these containers has one ticket, which is open (true) or closed, and nothing else has one.
    pub async fn until_tickets_are(&self, expected: &[(&str, bool)]) {
        let expected: BTreeMap<String, Vec<bool>> =
            expected.iter().map(|(name, open)| ((*name).to_owned(), vec![*open])).collect();
        let begun = Instant::now();
        loop {
            let found = self.tickets_by_container().await;
            if found == expected {
                return;
            }
            let log = fs::read_to_string(self.home.path().join("follower.log")).unwrap_or_default();
            assert!(begun.elapsed() < PATIENCE, "{found:?} instead of {expected:?}\n{log}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// For each ticket the finding's key and whether it is open.
    pub fn tickets(&self) -> Vec<(String, bool)> {
        let script = format!(
            "import json, sys\nsys.path.insert(0, {EXAMPLE:?})\nfrom roundup import Roundup\n\
             tracker = Roundup({:?}, 'admin', {PASSWORD:?})\n\
             ours = {{ticket for ticket, _ in tracker.ours('plimsoll-')}}\n\
             issues = tracker._call('GET', 'issue', query={{'@fields': 'title'}})['collection']\n\
             print(json.dumps([[i['title'].rsplit('[', 1)[-1].rstrip(']'), i['id'] in ours] for i in issues]))",
            self.tracker.url()
        );
        let output = testkit::python().args(["-c", &script]).output().expect("Python starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    /// How many findings show a ticket of the tracker.
    pub async fn linked(&self) -> usize {
        let store = self.store().await;
        let ids: Vec<FindingId> = findings(&store).await.into_keys().collect();
        let tickets = store.tickets(&operator(), &ids).await.expect("read");
        store.close().await;
        assert!(tickets.values().all(|ticket| ticket.url.starts_with(&self.tracker.url())), "{tickets:?}");
        tickets.len()
    }

    async fn tickets_by_container(&self) -> BTreeMap<String, Vec<bool>> {
        let store = self.store().await;
        let names = findings(&store).await;
        store.close().await;
        let mut tickets: BTreeMap<String, Vec<bool>> = BTreeMap::new();
        for (key, open) in self.tickets() {
            let finding = names.iter().find(|(id, _)| id.dedup_key() == key);
            let name = finding.map_or(key, |(_, name)| name.clone());
            tickets.entry(name).or_default().push(open);
        }
        tickets
    }

    /// Beside the server; waits for it to be there.
    async fn store(&self) -> Store {
        let run = self.home.path().join("data/run");
        let url = format!("postgres://plimsoll@localhost/plimsoll?host={}", run.display());
        let begun = Instant::now();
        loop {
            let store = Store::connect(&url, 2).await;
            if let Ok(store) = store
                && store.schema_is_current().await.unwrap_or(false)
                && tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.is_ok()
            {
                return store;
            }
            let log = fs::read_to_string(self.home.path().join("server.log")).unwrap_or_default();
            assert!(begun.elapsed() < PATIENCE, "the server does not start\n{log}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    fn log(&self, name: &str) -> File {
        log(self.home.path().join(name))
    }
}

impl Drop for World {
    fn drop(&mut self) {
        end(self.follower.take());
        // Gently, so that PostgreSQL stops with it.
        let pid = rustix::process::Pid::from_child(&self.server);
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        let _ = self.server.wait();
    }
}

fn serve(home: &TempDir, port: u16) -> Child {
    Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        // An engine that is not there: whatever runs on this machine must not be found.
        .args(["serve", "--engine", "unix:///nowhere/other.sock"])
        .args(["--listen", &format!("127.0.0.1:{port}"), "--data-dir"])
        .arg(home.path().join("data"))
        .stdout(Stdio::null())
        .stderr(log(home.path().join("server.log")))
        .spawn()
        .expect("the binary starts")
}

fn log(path: PathBuf) -> File {
    OpenOptions::new().create(true).append(true).open(path).expect("a log")
}

fn end(process: Option<Child>) {
    if let Some(mut process) = process {
        let _ = process.kill();
        let _ = process.wait();
    }
}

/// The containers of all findings of the engine's socket.
async fn findings(store: &Store) -> BTreeMap<FindingId, String> {
    let filter = FindingFilter {
        states: FindingState::ALL.to_vec(),
        rule: Some("MNT-001".into()),
        ..FindingFilter::default()
    };
    let rows = store.list_findings(&operator(), &filter, &Page::first(500), now()).await.expect("listed");
    let named = rows.items.into_iter().map(|row| {
        let (Target::Workload { name, .. } | Target::Host { name, .. }) = row.target;
        (row.id, name)
    });
    named.collect()
}

fn container(name: &str, generation: u32, with_socket: bool) -> ScannedContainer {
    let sample = if with_socket { sample::with_socket() } else { testing::hardened() };
    sample::container(name, generation, sample)
}

fn operator() -> Actor {
    Actor::System("test".into())
}

fn now() -> DateTime<Utc> {
    Clock::system().now()
}
