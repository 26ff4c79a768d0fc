use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Stdio};

use serde_json::Value;
use server::report::{Postman, SmtpSettings};

/// `mail_server.py`, running: a real mail server.
pub struct MailServer {
    process: Child,
    out: BufReader<ChildStdout>,
    port: u16,
}

impl MailServer {
    pub fn start() -> Self {
        let mut process = testkit::python()
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reports/mail_server.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python starts");
        let mut out = BufReader::new(process.stdout.take().expect("piped"));
        let mut port = String::new();
        out.read_line(&mut port).expect("it prints its port");
        Self { process, out, port: port.trim().parse().expect("a port") }
    }

    /// Who sends to it.
    pub fn postman(&self) -> Postman {
        postman(self.port)
    }

    /// The next message; waits for it.
    pub fn message(&mut self) -> Value {
        let mut line = String::new();
        self.out.read_line(&mut line).expect("it prints messages");
        serde_json::from_str(&line).expect("it prints JSON")
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub fn postman(port: u16) -> Postman {
    let settings = SmtpSettings {
        host: "127.0.0.1".into(),
        port,
        implicit_tls: false,
        user: None,
        password: None,
        from: "Plimsoll <plimsoll@example.org>".parse().expect("an address"),
    };
    Postman::new(&settings).expect("no certificate is needed")
}
