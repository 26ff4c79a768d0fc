//! Who may call what. Every operation and every function of the dashboard has a line.

use std::collections::BTreeSet;

use fleet::Role;
use fleet::access::TokenScope;
use http::Method;
use leptos::server_fn::axum::server_fn_paths;
use serde_json::{Value, json};
use testkit::app::TestApp;

use crate::client::{Client, Reply, With};

const NIL: &str = "00000000-0000-0000-0000-000000000000";

/// Method, path, and what it takes: a person at least this role, a token this scope.
type Line = (&'static str, &'static str, Role, TokenScope);

const READ: (Role, TokenScope) = (Role::Viewer, TokenScope::Read);
const DECIDE: (Role, TokenScope) = (Role::Analyst, TokenScope::FindingsWrite);
const SCAN: (Role, TokenScope) = (Role::Analyst, TokenScope::HostsWrite);
const HOSTS: (Role, TokenScope) = (Role::Admin, TokenScope::HostsWrite);
const REPORT: (Role, TokenScope) = (Role::Analyst, TokenScope::ReportsWrite);
const ADMIN: (Role, TokenScope) = (Role::Admin, TokenScope::Admin);

const fn line(method: &'static str, path: &'static str, (role, scope): (Role, TokenScope)) -> Line {
    (method, path, role, scope)
}

const OPERATIONS: &[Line] = &[
    line("GET", "/audit", ADMIN),
    line("GET", "/changes", READ),
    line("POST", "/connection-tests", HOSTS),
    line("POST", "/evaluate", READ),
    line("POST", "/deliveries/{id}/redeliver", ADMIN),
    line("GET", "/findings", READ),
    line("GET", "/findings/{id}", READ),
    line("POST", "/findings/{id}/decisions", DECIDE),
    line("GET", "/findings/{id}/events", READ),
    line("GET", "/findings/{id}/ticket", READ),
    line("PUT", "/findings/{id}/ticket", DECIDE),
    line("DELETE", "/findings/{id}/ticket", DECIDE),
    line("GET", "/fleet", READ),
    line("GET", "/hosts", READ),
    line("POST", "/hosts", HOSTS),
    line("GET", "/hosts/{id}", READ),
    line("PATCH", "/hosts/{id}", HOSTS),
    line("DELETE", "/hosts/{id}", HOSTS),
    line("POST", "/hosts/{id}/scans", SCAN),
    line("GET", "/images", READ),
    line("GET", "/images/{id}", READ),
    line("GET", "/report-schedule", READ),
    line("PUT", "/report-schedule", ADMIN),
    line("GET", "/reports", READ),
    line("POST", "/reports", REPORT),
    line("GET", "/reports/{id}", READ),
    line("GET", "/reports/{id}/content", READ),
    line("GET", "/reports/{id}/deliveries", ADMIN),
    line("GET", "/requests/{id}", READ),
    line("GET", "/rules", READ),
    line("GET", "/rules/{id}", READ),
    line("GET", "/scans", READ),
    line("GET", "/tokens", ADMIN),
    line("POST", "/tokens", ADMIN),
    line("DELETE", "/tokens/{id}", ADMIN),
    line("GET", "/trends", READ),
    line("GET", "/users", ADMIN),
    line("POST", "/users", ADMIN),
    line("GET", "/users/{id}", ADMIN),
    line("PATCH", "/users/{id}", ADMIN),
    line("GET", "/webhooks", ADMIN),
    line("POST", "/webhooks", ADMIN),
    line("GET", "/webhooks/{id}", ADMIN),
    line("PUT", "/webhooks/{id}", ADMIN),
    line("DELETE", "/webhooks/{id}", ADMIN),
    line("GET", "/webhooks/{id}/deliveries", ADMIN),
    line("POST", "/webhooks/{id}/redeliver", ADMIN),
    line("POST", "/webhooks/{id}/secret", ADMIN),
    line("POST", "/webhooks/{id}/test", ADMIN),
    line("GET", "/workloads", READ),
    line("GET", "/workloads/{id}", READ),
    line("GET", "/workloads/{id}/history", READ),
    line("GET", "/workloads/{id}/posture", READ),
    line("GET", "/workloads/{id}/fixes", READ),
];

/// `METHOD path` of everything in the description.
fn described() -> BTreeSet<String> {
    let document = document();
    let paths = document["paths"].as_object().expect("paths");
    let operations = paths.iter().flat_map(|(path, item)| {
        let path = path.strip_prefix("/api/v1").expect("all are of this version").to_owned();
        let methods = item.as_object().expect("an item").keys().filter(|key| key.parse::<Method>().is_ok());
        methods.map(move |method| format!("{} {path}", method.to_uppercase())).collect::<Vec<_>>()
    });
    operations.filter(|operation| !operation.starts_with("PARAMETERS")).collect()
}

pub fn document() -> Value {
    serde_json::to_value(server::api::document()).expect("JSON")
}

#[test]
fn no_operation_is_left_out_of_the_table() {
    let table: BTreeSet<String> =
        OPERATIONS.iter().map(|(method, path, ..)| format!("{method} {path}")).collect();
    assert_eq!(described(), table);
}

/// A body that is well formed where the operation takes one: whoever may call it gets past reading it.
fn body(method: &str, path: &str) -> Option<Value> {
    let body = match (method, path) {
        ("POST", "/connection-tests") => json!({ "endpoint": "unix:///nowhere.sock" }),
        ("POST", "/evaluate") => json!([]),
        ("POST", "/findings/{id}/decisions") => json!({ "decision": "acknowledge" }),
        ("PUT", "/findings/{id}/ticket") => {
            json!({ "system": "t", "key": "1", "url": "https://t.example/1" })
        }
        ("POST", "/hosts") => json!({ "name": "h", "endpoint": "unix:///nowhere.sock" }),
        ("POST", "/reports") | ("PUT", "/report-schedule") | ("PATCH", _) => json!({}),
        ("POST", "/tokens") => json!({ "name": "t", "scopes": ["read"] }),
        ("POST", "/users") => json!({ "name": "u", "role": "viewer" }),
        ("POST", "/webhooks") | ("PUT", "/webhooks/{id}") => {
            json!({ "name": "w", "url": "https://hooks.example/" })
        }
        _ => return None,
    };
    Some(body)
}

fn address(path: &str) -> String {
    let path = path.replace("{id}", NIL);
    if path.ends_with("/posture") { format!("{path}?as_of=2026-01-01T00:00:00Z") } else { path }
}

async fn call(client: &Client, (method, path, ..): &Line) -> Reply {
    let verb = method.parse().expect("a method");
    let headers = [("if-match", "*")];
    client.send(verb, &address(path), With { body: body(method, path), headers: &headers }).await
}

#[tokio::test]
async fn nobody_may_call_anything() {
    let app = TestApp::open().await;
    for line in OPERATIONS {
        let reply = call(&Client::anonymous(&app), line).await;
        assert_eq!((reply.status, reply.problem()), (401, "unauthenticated"), "{line:?}");
        assert_eq!(reply.header("www-authenticate"), "Bearer realm=\"plimsoll\"", "{line:?}");
    }
}

#[tokio::test]
async fn each_role_may_call_what_it_may_and_is_told_what_it_lacks() {
    for role in Role::ALL {
        let app = TestApp::open().await;
        let person = Client::of(app.signed_in(role.as_str(), role).await);
        for line @ (method, path, least, _) in OPERATIONS {
            let reply = call(&person, line).await;
            assert_ne!(reply.status, 401, "{method} {path}");
            assert!(reply.status < 500, "{method} {path}: {reply:?}");
            assert_eq!(reply.status == 403, role < *least, "{role} at {method} {path}: {reply:?}");
            if reply.status == 403 {
                let detail = reply.body["detail"].as_str().expect("text");
                assert!(detail.contains(least.as_str()), "{method} {path}: {detail}");
            }
        }
    }
}

#[tokio::test]
async fn each_scope_allows_what_it_allows_and_the_refusal_names_the_one_that_is_missing() {
    for scope in TokenScope::ALL {
        let app = TestApp::open().await;
        let program = Client::new(&app, &[scope]).await;
        for line @ (method, path, _, needed) in OPERATIONS {
            let reply = call(&program, line).await;
            let allowed = scope == *needed || scope == TokenScope::Admin;
            assert_ne!(reply.status, 401, "{method} {path}");
            assert!(reply.status < 500, "{method} {path}: {reply:?}");
            assert_eq!(reply.status == 403, !allowed, "{scope} at {method} {path}: {reply:?}");
            if reply.status == 403 {
                assert_eq!(reply.problem(), "missing-scope");
                let challenge = reply.header("www-authenticate");
                assert!(challenge.contains(&format!("scope=\"{needed}\"")), "{method} {path}: {challenge}");
            }
        }
    }
}

#[tokio::test]
async fn a_token_opens_neither_the_dashboard_nor_its_functions() {
    let app = TestApp::open().await;
    let program = Client::new(&app, &[TokenScope::Admin]).await;
    assert_eq!(program.outside(Method::GET, "/hosts").await.status(), 401);
    for (path, method) in server_fn_paths() {
        assert_eq!(program.outside(method, path).await.status(), 401, "{path}");
    }
}
