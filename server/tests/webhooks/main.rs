//! Messages on their way to a real receiver, which checks them with the official libraries of Standard Webhooks.

mod arriving;
mod failing;
mod reach;
mod receiver;

use fleet::change::ChangeFilter;
use fleet::webhook::{Delivery, DeliveryFailure, Webhook, WebhookSettings};
use fleet::{HostId, Page};
use server::Clock;
use server::config::Exposure;
use server::webhook::{Reach, Sender};
use testkit::app::TestApp;
use testkit::sample;

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
        let host = app.add_host(&sample::host("berlin-1")).await;
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
        let containers =
            containers.iter().map(|name| sample::container(name, 1, sample::with_socket())).collect();
        self.app.record_scan(self.host, containers).await;
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
