use chrono::TimeDelta;
use fleet::access::TokenScope;
use http::Method;
use serde_json::{Value, json};
use testkit::app::TestApp;

use crate::client::{Client, Reply, With};

async fn post(client: &Client, path: &str, key: &str, body: Value) -> Reply {
    let headers = [("idempotency-key", key)];
    client.send(Method::POST, path, With { body: Some(body), headers: &headers }).await
}

fn host(name: &str) -> Value {
    json!({ "name": name, "endpoint": format!("unix:///{name}.sock") })
}

#[tokio::test]
async fn a_repeated_request_is_carried_out_once_and_answered_alike() {
    let app = TestApp::open().await;
    let client = Client::new(&app, &[TokenScope::HostsWrite, TokenScope::Read]).await;
    let first = post(&client, "/hosts", "k1", host("one")).await;
    let again = post(&client, "/hosts", "k1", host("one")).await;
    assert_eq!((first.status, again.status), (201, 201), "{again:?}");
    assert_eq!(first.body, again.body);
    assert_eq!(first.header("location"), again.header("location"));
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(client.get("/hosts").await.body["items"].as_array().expect("items").len(), 1);
}

#[tokio::test]
async fn a_key_is_for_one_request_of_one_caller() {
    let app = TestApp::open().await;
    let client = Client::new(&app, &[TokenScope::HostsWrite]).await;
    let other = Client::new(&app, &[TokenScope::HostsWrite, TokenScope::Read]).await;
    assert_eq!(post(&client, "/hosts", "k1", host("one")).await.status, 201);
    let reused = post(&client, "/hosts", "k1", host("two")).await;
    assert_eq!((reused.status, reused.problem()), (422, "idempotency-key-reused"));
    assert_eq!(post(&other, "/hosts", "k1", host("two")).await.status, 201, "the keys of others are others");
    app.clock.advance(TimeDelta::hours(24));
    assert_eq!(post(&client, "/hosts", "k1", host("three")).await.status, 201, "it is forgotten after a day");
}

#[tokio::test]
async fn a_request_that_was_refused_may_be_mended_under_the_same_key() {
    let app = TestApp::open().await;
    let client = Client::new(&app, &[TokenScope::HostsWrite]).await;
    assert_eq!(post(&client, "/hosts", "k1", json!({ "name": "one" })).await.wrong_fields(), ["endpoint"]);
    assert_eq!(post(&client, "/hosts", "k1", host("one")).await.status, 201);
}

#[tokio::test]
async fn a_secret_is_not_shown_a_second_time() {
    let app = TestApp::open().await;
    let client = Client::new(&app, &[TokenScope::Admin]).await;
    let body = json!({ "name": "jira", "scopes": ["read"] });
    let first = post(&client, "/tokens", "k1", body.clone()).await;
    let again = post(&client, "/tokens", "k1", body).await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.body["id"], again.body["id"]);
    assert!(first.body["secret"].is_string() && again.body.get("secret").is_none(), "{again:?}");
}

#[tokio::test]
async fn of_the_same_request_sent_at_once_one_is_carried_out() {
    let app = TestApp::open().await;
    let client = Client::new(&app, &[TokenScope::HostsWrite, TokenScope::Read]).await;
    let sent = (0..6).map(|_| post(&client, "/hosts", "k1", host("one")));
    for reply in futures::future::join_all(sent).await {
        assert!(matches!(reply.status, 201 | 409), "{reply:?}");
    }
    assert_eq!(client.get("/hosts").await.body["items"].as_array().expect("items").len(), 1);
}

#[tokio::test]
async fn a_key_that_is_none_is_refused() {
    let app = TestApp::open().await;
    let client = Client::new(&app, &[TokenScope::HostsWrite]).await;
    for key in ["", "two words", &"k".repeat(256)] {
        let reply = post(&client, "/hosts", key, host("one")).await;
        assert_eq!((reply.status, reply.wrong_fields()), (422, vec!["Idempotency-Key"]), "{key}");
    }
}
