use std::collections::BTreeSet;

use fleet::Role;
use http::{Method, StatusCode};
use leptos::server_fn::axum::server_fn_paths;
use testkit::app::TestApp;

use Sends::{Form, Json};

const NIL: &str = "00000000-0000-0000-0000-000000000000";

enum Sends {
    Form(&'static [(&'static str, &'static str)]),
    Json(&'static str),
}

impl Sends {
    fn body(&self) -> String {
        match self {
            Form(fields) => {
                fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
            }
            Json(text) => (*text).to_owned(),
        }
    }
}

const HOST: Sends =
    Form(&[("name", "h"), ("endpoint", "unix:///h.sock"), ("labels", ""), ("scan_interval_s", "300")]);
const FINDING: Sends = Form(&[("id", NIL), ("revision", "0")]);
const ACCEPTANCE: Sends =
    Form(&[("id", NIL), ("revision", "0"), ("reason", "an internal network"), ("until", "2026-12-31")]);
const WEBHOOK: Sends = Form(&[("id", NIL), ("revision", "0"), ("enabled", "false")]);

const NOTHING: Sends = Form(&[]);
const ONE: Sends = Form(&[("id", NIL)]);
const NO_ARGUMENT: Sends = Json("{}");
const ONE_WEBHOOK: Sends = Json(r#"{"id": "00000000-0000-0000-0000-000000000000"}"#);
const MESSAGES: Sends = Json(
    r#"{"query": {"id": "00000000-0000-0000-0000-000000000000", "state": null, "after": null, "page": 1}}"#,
);
const ENTRIES: Sends =
    Json(r#"{"query": {"filter": {"actor": null, "action": null}, "after": null, "page": 1}}"#);

/// Every function, what it takes, and the least role that may call it. Who has not signed in may call none.
const FUNCTIONS: [(&str, Sends, Role); 37] = [
    ("/fn/load_surroundings", NOTHING, Role::Viewer),
    ("/fn/load_account", NOTHING, Role::Viewer),
    ("/fn/load_overview", NOTHING, Role::Viewer),
    ("/fn/load_workloads", NOTHING, Role::Viewer),
    ("/fn/load_workload", ONE, Role::Viewer),
    ("/fn/load_findings", NOTHING, Role::Viewer),
    ("/fn/load_finding", ONE, Role::Viewer),
    ("/fn/load_hosts", NOTHING, Role::Viewer),
    ("/fn/load_reports", NOTHING, Role::Viewer),
    ("/fn/load_report", ONE, Role::Viewer),
    ("/fn/load_host", ONE, Role::Viewer),
    ("/fn/load_connection_test", NOTHING, Role::Viewer),
    ("/fn/set_theme", Form(&[("theme", "dark")]), Role::Viewer),
    ("/fn/set_password", Form(&[("current", "wrong"), ("new", "short")]), Role::Viewer),
    ("/fn/acknowledge_finding", FINDING, Role::Analyst),
    ("/fn/accept_finding", ACCEPTANCE, Role::Analyst),
    ("/fn/revoke_acceptance", FINDING, Role::Analyst),
    ("/fn/request_scan", ONE, Role::Analyst),
    ("/fn/test_connection", HOST, Role::Admin),
    ("/fn/add_host", HOST, Role::Admin),
    ("/fn/remove_host", ONE, Role::Admin),
    ("/fn/acknowledge_clash", ONE, Role::Admin),
    ("/fn/load_about", NO_ARGUMENT, Role::Viewer),
    ("/fn/load_users", NO_ARGUMENT, Role::Admin),
    ("/fn/set_role", Form(&[("id", NIL), ("role", "viewer")]), Role::Admin),
    ("/fn/set_user_disabled", Form(&[("id", NIL), ("disabled", "true")]), Role::Admin),
    ("/fn/load_tokens", NO_ARGUMENT, Role::Admin),
    ("/fn/revoke_token", ONE, Role::Admin),
    ("/fn/load_webhooks", NO_ARGUMENT, Role::Admin),
    ("/fn/load_webhook", ONE_WEBHOOK, Role::Admin),
    ("/fn/load_deliveries", MESSAGES, Role::Admin),
    ("/fn/set_webhook_enabled", WEBHOOK, Role::Admin),
    ("/fn/test_webhook", ONE, Role::Admin),
    ("/fn/delete_webhook", ONE, Role::Admin),
    ("/fn/redeliver", ONE, Role::Admin),
    ("/fn/redeliver_dead", ONE, Role::Admin),
    ("/fn/load_audit", ENTRIES, Role::Admin),
];

#[tokio::test]
async fn each_role_may_do_what_it_may_and_nothing_else() {
    let app = TestApp::open().await;
    for role in Role::ALL {
        let mut browser = app.signed_in(role.as_str(), role).await;
        for (path, sends, least) in &FUNCTIONS {
            let headers = [("sec-fetch-site", "same-origin")];
            let answer = browser.send(Method::POST, path, "application/json", &headers, sends.body()).await;
            let refused = answer.status() == StatusCode::FORBIDDEN;
            assert_eq!(refused, role < *least, "{role} at {path}: {}", answer.status());
        }
    }
}

/// Forms that are no server function, and the least role that may send each.
const PAGES: [(&str, Sends, Role); 8] = [
    ("/settings/users/new", Form(&[("name", "eve"), ("role", "viewer")]), Role::Admin),
    ("/settings/users/00000000-0000-0000-0000-000000000000", NOTHING, Role::Admin),
    ("/settings/tokens/new", Form(&[("name", "eve"), ("scope", "read"), ("days", "30")]), Role::Admin),
    ("/settings/webhooks/new", Form(&[("name", "eve"), ("url", "https://receiver.example")]), Role::Admin),
    ("/settings/webhooks/00000000-0000-0000-0000-000000000000", NOTHING, Role::Admin),
    ("/settings/webhooks/00000000-0000-0000-0000-000000000000/change", NOTHING, Role::Admin),
    ("/reports/make", Form(&[("time_zone", "UTC")]), Role::Analyst),
    ("/reports/schedule", Form(&[("day", "1"), ("hour", "6"), ("time_zone", "UTC")]), Role::Admin),
];

#[tokio::test]
async fn a_form_is_carried_out_for_who_may_send_it() {
    let app = TestApp::open().await;
    let mut stranger = app.browser();
    let headers = [("sec-fetch-site", "same-origin")];
    for (path, sends, _) in &PAGES {
        let answer = stranger.send(Method::POST, path, "application/json", &headers, sends.body()).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}");
    }
    for role in Role::ALL {
        let mut browser = app.signed_in(role.as_str(), role).await;
        for (path, sends, least) in &PAGES {
            let answer = browser.send(Method::POST, path, "text/html", &headers, sends.body()).await;
            let refused = answer.status() == StatusCode::FORBIDDEN;
            assert_eq!(refused, role < *least, "{role} at {path}: {}", answer.status());
        }
    }
    let names: Vec<String> = app
        .store
        .list_users(&app.operator())
        .await
        .expect("listed")
        .into_iter()
        .map(|user| user.name)
        .collect();
    assert_eq!(names, ["admin", "analyst", "eve", "viewer"]);
}

#[test]
fn no_function_is_left_out_of_the_table() {
    let known: BTreeSet<&str> = FUNCTIONS.iter().map(|(path, ..)| *path).collect();
    let registered: BTreeSet<&str> = server_fn_paths().map(|(path, _)| path).collect();
    assert_eq!(registered, known);
}
