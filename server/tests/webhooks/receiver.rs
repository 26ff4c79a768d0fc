use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(30);

/// `receiver.py`, running.
pub struct Receiver {
    process: Child,
    secrets: ChildStdin,
    port: String,
    lines: Arc<Mutex<Vec<Value>>>,
}

/// A request as it came.
#[derive(Clone, Debug, Deserialize)]
pub struct Received {
    /// Whether the official library for Python takes its signature.
    pub verified: bool,
    pub headers: std::collections::BTreeMap<String, String>,
    pub body: String,
    pub how: String,
}

impl Receiver {
    pub fn start() -> Self {
        let mut process = testkit::python()
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/webhooks/receiver.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python starts");
        let mut out = BufReader::new(process.stdout.take().expect("piped"));
        let mut port = String::new();
        out.read_line(&mut port).expect("it prints its port");
        let lines = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&lines);
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let value = serde_json::from_str(&line).expect("it prints JSON");
                sink.lock().expect("nobody panics while holding it").push(value);
            }
        });
        let secrets = process.stdin.take().expect("piped");
        Self { process, secrets, port: port.trim().into(), lines }
    }

    /// The address at which it answers in this way.
    pub fn url(&self, how: &str, name: &str) -> String {
        self.at("127.0.0.1", how, name)
    }

    pub fn at(&self, host: &str, how: &str, name: &str) -> String {
        format!("http://{host}:{}/{how}/{name}", self.port)
    }

    /// Tells it the secret of a webhook.
    pub fn learn(&mut self, name: &str, secret: &str) {
        writeln!(self.secrets, "{name}={secret}").expect("it reads");
        let begun = Instant::now();
        while !self.lines().iter().any(|line| line["learnt"] == name) {
            assert!(begun.elapsed() < PATIENCE, "the receiver never learnt {name}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// What it was sent, oldest first.
    pub fn received(&self) -> Vec<Received> {
        let requests = self.lines().into_iter().filter(|line| line.get("how").is_some());
        requests.map(|line| serde_json::from_value(line).expect("a request")).collect()
    }

    /// How it answered, oldest first.
    pub fn answers(&self) -> Vec<String> {
        self.received().into_iter().map(|received| received.how).collect()
    }

    fn lines(&self) -> Vec<Value> {
        self.lines.lock().expect("nobody panics while holding it").clone()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
