use serde::Deserialize;
use testkit::PythonServer;

/// `receiver.py`, running.
pub struct Receiver(PythonServer);

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
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/webhooks/receiver.py");
        Self(PythonServer::start(script, &[]))
    }

    /// The address at which it answers in this way.
    pub fn url(&self, how: &str, name: &str) -> String {
        self.at("127.0.0.1", how, name)
    }

    pub fn at(&self, host: &str, how: &str, name: &str) -> String {
        format!("http://{host}:{}/{how}/{name}", self.0.port())
    }

    /// Tells it the secret of a webhook.
    pub fn learn(&mut self, name: &str, secret: &str) {
        self.0.tell(&format!("{name}={secret}"));
        self.0.heard(|said| said.iter().any(|line| line["learnt"] == name).then_some(()));
    }

    /// What it was sent, oldest first.
    pub fn received(&self) -> Vec<Received> {
        let requests = self.0.said().into_iter().filter(|line| line.get("how").is_some());
        requests.map(|line| serde_json::from_value(line).expect("a request")).collect()
    }

    /// How it answered, oldest first.
    pub fn answers(&self) -> Vec<String> {
        self.received().into_iter().map(|received| received.how).collect()
    }
}
