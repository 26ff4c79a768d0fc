use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_mins(1);
pub const PASSWORD: &str = "tracker";

/// Roundup with its classic template, on a port of its own.
pub struct Tracker {
    home: TempDir,
    port: u16,
    server: Option<Child>,
}

impl Tracker {
    pub fn new() -> Self {
        let home = tempfile::tempdir().expect("temporary directory");
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).expect("chmod");
        let tracker = Self { home, port: free_port(), server: None };
        tracker.admin(&["install", "classic", "sqlite"]);
        let path = tracker.data().join("config.ini");
        let config = fs::read_to_string(&path).expect("a configuration");
        let config = config
            .replace("#web = NO DEFAULT", &format!("web = {}/", tracker.url()))
            .replace("#domain = NO DEFAULT", "domain = localhost");
        fs::write(&path, config).expect("written");
        tracker.admin(&["initialise", PASSWORD]);
        tracker
    }

    pub fn url(&self) -> String {
        format!("http://localhost:{}/t", self.port)
    }

    /// Starts it, and returns when it accepts connections.
    pub fn start(&mut self) {
        let mut command = self.command();
        command.arg("-m").arg("roundup.scripts.roundup_server");
        // In one process, which can be killed as a whole.
        command.args(["-t", "thread", "-n", "127.0.0.1", "-p", &self.port.to_string()]);
        let log = fs::File::create(self.home.path().join("log")).expect("a log");
        let child = command
            .arg(format!("t={}", self.data().display()))
            .env("HOME", self.home.path())
            .stdout(log.try_clone().expect("a file handle can be copied"))
            .stderr(log)
            .spawn()
            .expect("Roundup starts");
        self.server = Some(child);
        let begun = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            assert!(
                begun.elapsed() < PATIENCE,
                "{}",
                fs::read_to_string(self.home.path().join("log")).unwrap_or_default()
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Unless it is running.
    pub fn start_again(&mut self) {
        if self.server.is_none() {
            self.start();
        }
    }

    pub fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().expect("killed");
            server.wait().expect("ended");
        }
    }

    fn data(&self) -> PathBuf {
        self.home.path().join("tracker")
    }

    fn admin(&self, arguments: &[&str]) {
        let output = testkit::python()
            .args(["-m", "roundup.scripts.roundup_admin", "-i"])
            .arg(self.data())
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .expect("Python starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Python as somebody else than root, whom Roundup does not serve for; then its packages are copied to where that
    /// account can read them.
    fn command(&self) -> Command {
        if !rustix::process::geteuid().is_root() {
            return testkit::python();
        }
        let (uid, gid) = nobody();
        give(&self.data(), uid, gid);
        let packages = self.home.path().join("packages");
        if !packages.is_dir() {
            let source = said_by_python("import os, roundup; print(os.path.dirname(roundup.__file__))");
            fs::create_dir(&packages).expect("a folder");
            let copied = Command::new("cp").arg("-r").arg(source).arg(&packages).status().expect("cp runs");
            assert!(copied.success());
        }
        let mut command = Command::new(said_by_python("import sys; print(sys._base_executable)"));
        command.env("PYTHONPATH", packages).current_dir("/").uid(uid).gid(gid);
        command
    }
}

impl Drop for Tracker {
    fn drop(&mut self) {
        self.kill();
    }
}

pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has free ports");
    listener.local_addr().expect("it has an address").port()
}

fn said_by_python(script: &str) -> String {
    let output = testkit::python().args(["-c", script]).output().expect("Python starts");
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

fn nobody() -> (u32, u32) {
    let accounts = fs::read_to_string("/etc/passwd").expect("/etc/passwd can be read");
    let line = accounts.lines().find(|line| line.starts_with("nobody:")).expect("there is nobody");
    let mut ids = line.split(':').skip(2).map(|id| id.parse().expect("a number"));
    (ids.next().expect("a user"), ids.next().expect("a group"))
}

fn give(path: &Path, uid: u32, gid: u32) {
    chown(path, Some(uid), Some(gid)).expect("root may change owners");
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a folder") {
            give(&entry.expect("an entry").path(), uid, gid);
        }
    }
}
