use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use serde_json::Value;

use crate::python;

const PATIENCE: Duration = Duration::from_mins(2);

/// A server in Python that tests need and that is not ours. Its script prints the port of 127.0.0.1 on which it
/// listens, then a line of JSON for whatever happens to it.
pub struct PythonServer {
    process: Child,
    input: ChildStdin,
    port: u16,
    said: Arc<Said>,
}

#[derive(Default)]
struct Said {
    lines: Mutex<Vec<Value>>,
    more: Condvar,
}

impl PythonServer {
    /// # Panics
    /// When the script does not start.
    pub fn start(script: &str, arguments: &[&str]) -> Self {
        let mut process = python()
            .arg(script)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python starts");
        let mut output = BufReader::new(process.stdout.take().expect("piped"));
        let mut port = String::new();
        output.read_line(&mut port).expect("it prints its port");
        let said = Arc::new(Said::default());
        let listener = Arc::clone(&said);
        std::thread::spawn(move || listener.hear(output));
        let input = process.stdin.take().expect("piped");
        Self { process, input, port: port.trim().parse().expect("a port"), said }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Writes a line to its standard input.
    ///
    /// # Panics
    /// When it has ended.
    pub fn tell(&mut self, line: &str) {
        writeln!(self.input, "{line}").expect("it reads");
    }

    /// Everything up to now, oldest first.
    pub fn said(&self) -> Vec<Value> {
        self.said.lines.lock().expect("nobody panics while holding it").clone()
    }

    /// What `find` sees in everything that was said, as soon as it is there.
    ///
    /// # Panics
    /// When it does not come.
    pub fn heard<T>(&self, find: impl Fn(&[Value]) -> Option<T>) -> T {
        let lines = self.said.lines.lock().expect("nobody panics while holding it");
        let (lines, _) = self
            .said
            .more
            .wait_timeout_while(lines, PATIENCE, |lines| find(lines).is_none())
            .expect("nobody panics while holding it");
        find(&lines).unwrap_or_else(|| panic!("it said only {lines:?}"))
    }
}

impl Said {
    fn hear(&self, output: BufReader<ChildStdout>) {
        for line in output.lines().map_while(Result::ok) {
            let value = serde_json::from_str(&line).expect("it prints JSON");
            self.lines.lock().expect("nobody panics while holding it").push(value);
            self.more.notify_all();
        }
    }
}

impl Drop for PythonServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
