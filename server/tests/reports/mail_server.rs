use serde_json::Value;
use server::report::{Postman, SmtpSettings};
use testkit::PythonServer;

/// `mail_server.py`, running: a real mail server.
pub struct MailServer {
    server: PythonServer,
    read: usize,
}

impl MailServer {
    pub fn start() -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reports/mail_server.py");
        Self { server: PythonServer::start(script, &[]), read: 0 }
    }

    /// Who sends to it.
    pub fn postman(&self) -> Postman {
        postman(self.server.port())
    }

    /// The next message; waits for it.
    pub fn message(&mut self) -> Value {
        let message = self.server.heard(|said| said.get(self.read).cloned());
        self.read += 1;
        message
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
