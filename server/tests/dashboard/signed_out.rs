use fleet::Role;
use http::{Method, StatusCode};
use leptos::server_fn::axum::server_fn_paths;
use testkit::app::{TestApp, location, text};

#[tokio::test]
async fn every_page_and_every_function_is_closed_to_who_has_not_signed_in() {
    let app = TestApp::open().await;
    let mut browser = app.browser();
    let nil = uuid::Uuid::nil();
    let pages = ["/", "/workloads", "/findings", "/hosts", "/hosts/new"].map(str::to_owned);
    let details = ["workloads", "findings", "hosts"].map(|noun| format!("/{noun}/{nil}"));
    let settings = ["", "/users", "/users/new", "/tokens", "/webhooks", "/audit", "/about"];
    let settings = settings.map(|part| format!("/settings{part}"));
    for page in pages.iter().chain(&details).chain(&settings) {
        let answer = browser.open(page).await;
        assert!(location(&answer).starts_with("/sign-in"), "{page}");
    }
    let functions: Vec<_> = server_fn_paths().collect();
    assert!(functions.len() > 5, "the functions are registered");
    for (path, method) in functions {
        assert_eq!(browser.fetch(method, path).await.status(), StatusCode::UNAUTHORIZED, "{path}");
    }
    let events = browser.fetch(Method::GET, &format!("/events/requests/{nil}")).await;
    assert_eq!(events.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_forged_session_is_nobody() {
    let app = TestApp::open().await;
    let mut browser = app.browser();
    for forged in [
        "plimsoll=",
        "plimsoll=x",
        "plimsoll=0000000000000000000000000000000000000000000000000000000000000000",
    ] {
        browser.cookie = Some(forged.to_owned());
        assert_eq!(browser.fetch(Method::GET, "/").await.status(), StatusCode::UNAUTHORIZED, "{forged}");
    }
}

#[tokio::test]
async fn another_site_cannot_make_a_signed_in_browser_do_anything() {
    let app = TestApp::open().await;
    let mut browser = app.signed_in("ada", Role::Admin).await;
    for foreign in ["cross-app", "same-app"] {
        let answer = browser.submit_from(foreign, "/session/end", &[]).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{foreign}");
    }
    let headers = [("origin", "https://evil.example")];
    let answer = browser.send(Method::POST, "/session/end", "text/html", &headers, String::new()).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert_eq!(browser.open("/").await.status(), StatusCode::OK, "still signed in");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let app = TestApp::open().await;
    let mut browser = app.signed_in("ada", Role::Admin).await;
    let large = "x".repeat(300 * 1024);
    let answer = browser.submit("/session", &[("name", &large), ("password", "y")]).await;
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn what_is_not_there_is_said_as_a_page_or_as_a_document() {
    let app = TestApp::open().await;
    let mut browser = app.signed_in("ada", Role::Viewer).await;
    let page = browser.open("/no/such/page").await;
    assert_eq!(page.status(), StatusCode::NOT_FOUND);
    assert!(text(page).await.contains("<html"));
    let document = browser.fetch(Method::GET, "/no/such/page").await;
    assert_eq!(document.headers()["content-type"], "application/problem+json");
    let document: serde_json::Value = serde_json::from_str(&text(document).await).expect("JSON");
    assert_eq!(document["type"], "urn:plimsoll:problem:not-found");
    assert_eq!(document["status"], 404);
}
