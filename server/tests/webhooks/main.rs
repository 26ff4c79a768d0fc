//! Messages on their way to a real receiver, which checks them with the official libraries of Standard Webhooks.

mod arriving;
mod failing;
mod reach;
mod receiver;

use fleet::change::ChangeFilter;
use fleet::host::NewHost;
use fleet::scan::{Scan, ScannedContainer};
use fleet::webhook::{Delivery, DeliveryFailure, Webhook, WebhookSettings};
use fleet::{HostId, Page};
use posture::testing;
use server::Clock;
use server::config::Exposure;
use server::webhook::{Reach, Sender};
use testkit::app::TestApp;

/// An application that may send to loopback, with one host.
struct World {
    app: TestApp,
    host: HostId,
}

impl World {
    async fn new() -> Self {
        // The libraries take no message that is more than five minutes old.
        let mut app = TestApp::at(Clock::system().now(), Exposure::Loopback).await;
        app.jobs.sender = sender(&["127.0.0.0/8", "::1/128"]);
        let host = NewHost {
            name: "berlin-1".into(),
            endpoint: "unix:///run/berlin-1.sock".parse().expect("a path"),
            labels: [("team".to_owned(), "payments".to_owned())].into(),
            scan_interval_s: 300,
        };
        let host = app.store.add_host(&app.operator(), &host, app.now()).await.expect("added");
        Self { app, host }
    }

    async fn webhook(&self, url: &str) -> Webhook {
        let settings = WebhookSettings {
            name: "tracker".into(),
            url: url.into(),
            filter: ChangeFilter::default(),
            enabled: true,
        };
        self.app.store.create_webhook(&self.app.operator(), &settings, self.app.now()).await.expect("made")
    }

    fn secret(&self, webhook: &Webhook) -> String {
        self.app.jobs.keys.webhook_secret(webhook.id, webhook.signing.version).expose()
    }

    /// Scans the host; with `containers` that mount the engine's socket, which is one finding each.
    async fn scan(&self, containers: &[&str]) {
        let sample = testing::hardened_host();
        let now = self.app.now();
        let scan = Scan {
            started_at: now,
            finished_at: now,
            host: sample.host,
            containers: containers.iter().map(|name| with_socket(name)).collect(),
            images: sample.image.into_iter().collect(),
            tags: Vec::new(),
            missing: Vec::new(),
        };
        self.app.store.record_scan(self.host, &scan, now).await.expect("recorded");
    }

    /// Newest first.
    async fn deliveries(&self, webhook: &Webhook) -> Vec<Delivery> {
        let (store, actor) = (&self.app.store, self.app.operator());
        store.list_deliveries(&actor, webhook.id, None, &Page::first(500)).await.expect("listed").items
    }

    /// Why the only message did not arrive.
    async fn failure(&self, webhook: &Webhook) -> DeliveryFailure {
        let mut deliveries = self.deliveries(webhook).await;
        assert_eq!(deliveries.len(), 1);
        deliveries.remove(0).failure.expect("it did not arrive")
    }
}

fn sender(allowed: &[&str]) -> Sender {
    let allowed: Vec<_> = allowed.iter().map(|net| net.parse().expect("a network")).collect();
    Sender::new(Reach::new(&allowed))
}

fn with_socket(name: &str) -> ScannedContainer {
    let sample = testing::hardened().bind("/var/run/docker.sock", "/var/run/docker.sock");
    ScannedContainer {
        engine_id: format!("{name:0<64}"),
        name: name.into(),
        facts: sample.container,
        runtime: sample.runtime,
        command_hash: "c0ffee".into(),
        fingerprints: Vec::new(),
    }
}
