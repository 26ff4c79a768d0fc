use chrono::TimeDelta;
use fleet::access::TokenScope;
use fleet::token::NewToken;
use http::Method;
use serde_json::json;
use testkit::app::TestApp;

use crate::client::{Client, With};

#[tokio::test]
async fn a_secret_is_shown_once_and_stored_nowhere() {
    let app = TestApp::open().await;
    let admin = Client::new(&app, &[TokenScope::Admin]).await;
    let made = admin.post("/tokens", json!({ "name": "jira", "scopes": ["read"] })).await;
    assert_eq!(made.status, 201);
    let secret = made.body["secret"].as_str().expect("shown").to_owned();
    assert!(secret.starts_with("plm_") && secret.len() == 53);
    let listed = admin.get("/tokens").await;
    assert!(!listed.body.to_string().contains(&secret));
    assert!(!app.database_text().await.contains(&secret));
    assert_eq!(Client::with(&app, &secret).get("/hosts").await.status, 200);
    let location = made.header("location").to_owned();
    assert!(location.starts_with("/api/v1/tokens/"));
}

#[tokio::test]
async fn an_unknown_a_misspelt_a_revoked_and_an_expired_token_are_refused_alike() {
    let app = TestApp::open().await;
    let admin = Client::new(&app, &[TokenScope::Admin]).await;
    let expires_at = app.now() + TimeDelta::hours(1);
    let short =
        admin.post("/tokens", json!({ "name": "short", "scopes": ["read"], "expires_at": expires_at })).await;
    let short = Client::with(&app, short.body["secret"].as_str().expect("shown"));
    let made = admin.post("/tokens", json!({ "name": "jira", "scopes": ["read"] })).await;
    let jira = Client::with(&app, made.body["secret"].as_str().expect("shown"));
    assert_eq!((short.get("/hosts").await.status, jira.get("/hosts").await.status), (200, 200));

    app.clock.advance(TimeDelta::hours(1));
    let id = made.body["id"].as_str().expect("an id");
    let revoked = admin.send(Method::DELETE, &format!("/tokens/{id}"), With::default()).await;
    assert_eq!(revoked.status, 204);
    let unknown = Client::with(&app, "plm_0000000000000000000000000000000000000000000000000");
    for refused in [&short, &jira, &unknown, &Client::with(&app, "x"), &Client::with(&app, "")] {
        let reply = refused.get("/hosts").await;
        assert_eq!((reply.status, reply.problem()), (401, "invalid-token"));
        assert!(reply.header("www-authenticate").contains("error=\"invalid_token\""));
    }
}

#[tokio::test]
async fn a_revoked_token_is_refused_by_every_replica_at_once() {
    let app = TestApp::open().await;
    let new = NewToken { name: "jira".into(), scopes: vec![TokenScope::Read], expires_at: None };
    let (token, secret) = app.store.create_token(&app.operator(), &new, app.now()).await.expect("made");
    let here = Client::with(&app, secret.expose());
    let there = Client::carrying(app.replica().await, secret.expose());
    assert_eq!((here.get("/rules").await.status, there.get("/rules").await.status), (200, 200));
    app.store.revoke_token(&app.operator(), token.id, app.now()).await.expect("revoked");
    assert_eq!((here.get("/rules").await.status, there.get("/rules").await.status), (401, 401));
}

#[tokio::test]
async fn it_is_kept_to_the_minute_when_a_token_was_last_used() {
    let app = TestApp::open().await;
    let client = Client::new(&app, &[TokenScope::Read]).await;
    let last_used = async || app.store.list_tokens(&app.operator()).await.expect("listed")[0].last_used_at;
    assert_eq!(last_used().await, None);
    client.get("/rules").await;
    assert_eq!(last_used().await, Some(app.start));
    app.clock.advance(TimeDelta::seconds(59));
    client.get("/rules").await;
    assert_eq!(last_used().await, Some(app.start));
    app.clock.advance(TimeDelta::seconds(1));
    client.get("/rules").await;
    assert_eq!(last_used().await, Some(app.now()));
}
