use std::collections::BTreeSet;

use fleet::Role;
use http::{Method, StatusCode};
use leptos::server_fn::axum::server_fn_paths;
use testkit::app::TestApp;

const NIL: &str = "00000000-0000-0000-0000-000000000000";

type Form = &'static [(&'static str, &'static str)];

const HOST: Form =
    &[("name", "h"), ("endpoint", "unix:///h.sock"), ("labels", ""), ("scan_interval_s", "300")];
const FINDING: Form = &[("id", NIL), ("revision", "0")];
const ACCEPTANCE: Form =
    &[("id", NIL), ("revision", "0"), ("reason", "an internal network"), ("until", "2026-12-31")];

const NOTHING: Form = &[];
const ONE: Form = &[("id", NIL)];

/// Every function, what it takes, and the least role that may call it. Who has not signed in may call none.
const FUNCTIONS: [(&str, Form, Role); 21] = [
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
    ("/fn/set_theme", &[("theme", "dark")], Role::Viewer),
    ("/fn/set_password", &[("current", "wrong"), ("new", "short")], Role::Viewer),
    ("/fn/acknowledge_finding", FINDING, Role::Analyst),
    ("/fn/accept_finding", ACCEPTANCE, Role::Analyst),
    ("/fn/revoke_acceptance", FINDING, Role::Analyst),
    ("/fn/request_scan", ONE, Role::Analyst),
    ("/fn/test_connection", HOST, Role::Admin),
    ("/fn/add_host", HOST, Role::Admin),
    ("/fn/remove_host", ONE, Role::Admin),
];

#[tokio::test]
async fn each_role_may_do_what_it_may_and_nothing_else() {
    let app = TestApp::open().await;
    for role in Role::ALL {
        let mut browser = app.signed_in(role.as_str(), role).await;
        for (path, form, least) in FUNCTIONS {
            let form: Vec<String> = form.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let headers = [("sec-fetch-site", "same-origin")];
            let answer = browser.send(Method::POST, path, "application/json", &headers, form.join("&")).await;
            let refused = answer.status() == StatusCode::FORBIDDEN;
            assert_eq!(refused, role < least, "{role} at {path}: {}", answer.status());
        }
    }
}

#[test]
fn no_function_is_left_out_of_the_table() {
    let known: BTreeSet<&str> = FUNCTIONS.iter().map(|(path, ..)| *path).collect();
    let registered: BTreeSet<&str> = server_fn_paths().map(|(path, _)| path).collect();
    assert_eq!(registered, known);
}
