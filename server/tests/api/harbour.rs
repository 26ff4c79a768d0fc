use fleet::access::TokenScope;
use fleet::host::NewHost;
use fleet::{HostId, Role};
use serde_json::Value;
use simulator::{Engine, Served, Spec};
use testkit::app::TestApp;
use testkit::sample;

use crate::client::Client;

/// An application with one scanned host, whose containers have findings.
pub struct Harbour {
    pub app: TestApp,
    pub host: HostId,
    /// With every scope.
    pub admin: Client,
    pub engine: Served,
    _folder: tempfile::TempDir,
}

impl Harbour {
    pub async fn with(containers: usize) -> Self {
        let app = TestApp::open().await;
        let folder = tempfile::tempdir().expect("temporary directory");
        let mut engine = Engine::new(7, "harbour", app.start);
        for number in 0..containers {
            engine.run(&format!("web-{number:03}"), Spec::new("docker.io/library/nginx:latest"));
        }
        let engine = Served::unix(engine, folder.path().join("docker.sock")).expect("a socket");
        let endpoint = engine.address().parse().expect("an endpoint");
        let host = app.add_host(&NewHost { endpoint, ..sample::host("harbour") }).await;
        app.run_jobs().await;
        let admin = Client::new(&app, &[TokenScope::Admin]).await;
        Self { app, host, admin, engine, _folder: folder }
    }

    /// The ids of a list's items, read in parts of `limit`.
    pub async fn ids(&self, path: &str, limit: u32) -> Vec<String> {
        let mut ids = Vec::new();
        let mut cursor = String::new();
        loop {
            let with = if path.contains('?') { '&' } else { '?' };
            let part = self.admin.get(&format!("{path}{with}limit={limit}{cursor}")).await;
            assert_eq!(part.status, 200, "{part:?}");
            let items = part.body["items"].as_array().expect("items");
            ids.extend(items.iter().map(|item| text(&item["id"])));
            match part.body["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return ids,
            }
        }
    }

    /// The first finding of the work queue.
    pub async fn finding(&self) -> String {
        self.ids("/findings", 500).await.remove(0)
    }

    pub async fn person(&self, role: Role) -> Client {
        Client::of(self.app.signed_in(role.as_str(), role).await)
    }
}

pub fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}
