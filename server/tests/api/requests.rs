//! What every operation does with requests that are not as they should be.

use fleet::access::TokenScope;
use http::Method;
use serde_json::json;
use testkit::app::TestApp;

use crate::client::{Client, Reply, With};
use crate::harbour::Harbour;

#[tokio::test]
async fn unknown_paths_and_wrong_methods_are_answered_as_problems() {
    let app = TestApp::open().await;
    let client = Client::new(&app, &[TokenScope::Admin]).await;
    for path in ["/nothing", "/hosts/x/y/z", "/hosts/not-an-id", "/../v2", "/findings/1/ticket"] {
        let reply = client.get(path).await;
        assert_eq!((reply.status, reply.problem()), (404, "not-found"), "{path}");
    }
    let reply = Reply::read(client.outside(Method::GET, "/api/other").await).await;
    assert_eq!((reply.status, reply.problem()), (404, "not-found"));
    let reply = client.send(Method::DELETE, "/hosts", With::default()).await;
    assert_eq!((reply.status, reply.problem()), (405, "method-not-allowed"));
    let allowed = reply.header("allow");
    assert!(allowed.contains("GET") && allowed.contains("POST"), "{allowed}");
}

#[tokio::test]
async fn a_body_must_be_json_of_known_fields_and_small() {
    let app = TestApp::open().await;
    let client = Client::new(&app, &[TokenScope::Admin]).await;
    let raw = async |media_type: &str, body: &str| client.raw("/hosts", media_type, body).await;
    let typed = raw("text/plain", "{}").await;
    assert_eq!((typed.status, typed.problem()), (415, "unsupported-media-type"));
    for broken in ["", "{", "{\"name\": \"a\",", "{\"name\":\"a\"} x", "\u{0}"] {
        let reply = raw("application/json", broken).await;
        assert_eq!((reply.status, reply.problem()), (400, "malformed"), "{broken:?}");
    }
    for other in ["[]", "[\"h\", \"unix:///h\"]", "null", "\"h\""] {
        let reply = raw("application/json", other).await;
        assert_eq!((reply.status, reply.wrong_fields()), (422, vec!["body"]), "{other}");
    }
    let large = format!("{{\"name\":\"{}\"}}", "a".repeat(300 * 1024));
    let reply = raw("application/json", &large).await;
    assert_eq!((reply.status, reply.problem()), (413, "too-large"));
    for (body, field) in [
        (json!({ "name": "h", "endpoint": "unix:///h", "colour": "red" }), "colour"),
        (json!({ "name": 1, "endpoint": "unix:///h" }), "name"),
        (json!({ "name": "h", "endpoint": "http://h" }), "endpoint"),
        (json!({ "name": "h", "endpoint": "unix:///h", "labels": { "a": 1 } }), "labels.a"),
        (json!({ "name": "h", "endpoint": "unix:///h", "scan_interval_s": 5 }), "scan_interval_s"),
        (json!({ "name": "", "endpoint": "unix:///h" }), "name"),
    ] {
        let reply = client.post("/hosts", body.clone()).await;
        assert_eq!((reply.status, reply.wrong_fields()), (422, vec![field]), "{body}");
    }
}

#[tokio::test]
async fn hostile_names_go_in_and_come_out_as_text() {
    let harbour = Harbour::with(0).await;
    for (number, name) in
        ["<script>alert(1)</script>", "=cmd|'/c calc'!A1", "'; drop table hosts; --", "\u{202e}tsoh", "💣 ß"]
            .into_iter()
            .enumerate()
    {
        let body =
            json!({ "name": name, "endpoint": format!("unix:///{number}.sock"), "labels": { name: name } });
        let added = harbour.admin.post("/hosts", body).await;
        assert_eq!((added.status, &added.body["name"]), (201, &json!(name)), "{added:?}");
        assert_eq!(added.body["labels"][name], name);
    }
    let control = json!({ "name": "a\u{0}b\r\nx", "endpoint": "unix:///c.sock" });
    assert_eq!(harbour.admin.post("/hosts", control).await.wrong_fields(), ["name"]);
}

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_go_on() {
    let app = TestApp::with_rate(2).await;
    let client = Client::new(&app, &[TokenScope::Read]).await;
    for remaining in ["1", "0"] {
        let reply = client.get("/rules").await;
        assert_eq!(reply.status, 200);
        assert_eq!((reply.header("ratelimit-limit"), reply.header("ratelimit-remaining")), ("2", remaining));
    }
    let reply = client.get("/rules").await;
    assert_eq!((reply.status, reply.problem()), (429, "too-many-requests"));
    assert_eq!(reply.header("retry-after"), "30");
    app.clock.advance(chrono::TimeDelta::seconds(30));
    assert_eq!(client.get("/rules").await.status, 200);
}

#[tokio::test]
async fn what_is_known_already_is_not_sent_again() {
    let harbour = Harbour::with(1).await;
    let workload = harbour.ids("/workloads", 1).await.remove(0);
    for path in
        [format!("/hosts/{}", harbour.host), format!("/workloads/{workload}"), "/rules/CAP-001".into()]
    {
        let first = harbour.admin.get(&path).await;
        let tag = first.header("etag").to_owned();
        let headers = [("if-none-match", tag.as_str())];
        let again = harbour.admin.send(Method::GET, &path, With { body: None, headers: &headers }).await;
        assert_eq!(again.status, 304, "{path}");
    }
}
