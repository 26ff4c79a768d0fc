use fleet::access::TokenScope;
use http::Method;
use serde_json::json;
use testkit::app::TestApp;

use crate::client::{Client, With};
use crate::harbour::text;

async fn admin() -> (TestApp, Client) {
    let app = TestApp::open().await;
    let admin = Client::new(&app, &[TokenScope::Admin]).await;
    (app, admin)
}

#[tokio::test]
async fn a_webhook_is_made_changed_and_removed_and_its_secret_is_shown_once() {
    let (_app, admin) = admin().await;
    let settings = json!({ "name": "tracker", "url": "https://tracker.example/hook",
        "filter": { "kinds": ["finding.opened"], "severities": ["critical"] } });
    let with = || With { body: Some(settings.clone()), headers: &[("idempotency-key", "one")] };
    let made = admin.send(Method::POST, "/webhooks", with()).await;
    assert_eq!(made.status, 201);
    assert!(text(&made.body["secret"]).starts_with("whsec_"));
    let again = admin.send(Method::POST, "/webhooks", with()).await;
    assert_eq!((again.status, &again.body["id"], again.body.get("secret")), (201, &made.body["id"], None));

    let path = format!("/webhooks/{}", text(&made.body["id"]));
    let shown = admin.get(&path).await;
    assert_eq!((shown.body.get("secret"), &shown.body["filter"]["severities"]), (None, &json!(["critical"])));
    let off = json!({ "name": "tracker", "url": "https://tracker.example/hook", "enabled": false });
    let put = |tag| With { body: Some(off.clone()), headers: tag };
    assert_eq!(admin.send(Method::PUT, &path, put(&[])).await.status, 428);
    let seen = [("if-match", shown.header("etag"))];
    let changed = admin.send(Method::PUT, &path, put(&seen)).await;
    assert_eq!((changed.status, &changed.body["enabled"]), (200, &json!(false)));
    let stale = admin.send(Method::PUT, &path, put(&seen)).await;
    assert_eq!((stale.status, stale.problem()), (412, "stale"));

    let renewed = admin.send(Method::POST, &format!("{path}/secret"), With::default()).await;
    assert_ne!(renewed.body["secret"], made.body["secret"]);
    assert_eq!(admin.send(Method::DELETE, &path, With::default()).await.status, 204);
    assert_eq!(admin.get(&path).await.status, 404);
}

#[tokio::test]
async fn a_target_on_this_machine_or_in_the_open_is_refused_at_once() {
    let (_app, admin) = admin().await;
    for url in [
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://[::ffff:10.0.0.1]/",
        "https://169.254.169.254/latest/meta-data",
        "http://93.184.215.14/",
        "https://ada:secret@tracker.example/",
        "file:///etc/passwd",
    ] {
        let reply = admin.post("/webhooks", json!({ "name": "x", "url": url })).await;
        assert_eq!((reply.status, reply.wrong_fields()), (422, vec!["url"]), "{url}");
    }
}

#[tokio::test]
async fn a_test_message_stands_among_the_deliveries() {
    let (_app, admin) = admin().await;
    let made = admin.post("/webhooks", json!({ "name": "x", "url": "https://tracker.example/" })).await;
    let path = format!("/webhooks/{}", text(&made.body["id"]));
    let queued = admin.send(Method::POST, &format!("{path}/test"), With::default()).await;
    assert_eq!(queued.status, 202);
    let listed = admin.get(&format!("{path}/deliveries?state=waiting")).await;
    let delivery = &listed.body["items"][0];
    assert_eq!((&delivery["id"], &delivery["type"]), (&queued.body["id"], &json!("webhook.test")));
    let path = format!("/deliveries/{}/redeliver", text(&delivery["id"]));
    assert_eq!(admin.send(Method::POST, &path, With::default()).await.status, 202);
}
