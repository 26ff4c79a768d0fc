use http::{Method, StatusCode};
use testkit::app::{TestApp, text};

#[tokio::test]
async fn it_is_ready_when_database_schema_and_jobs_are() {
    let app = TestApp::open().await;
    let mut browser = app.browser();
    assert_eq!(browser.fetch(Method::GET, "/healthz").await.status(), StatusCode::OK);

    let early = browser.fetch(Method::GET, "/readyz").await;
    assert_eq!(early.status(), StatusCode::SERVICE_UNAVAILABLE, "no job has run yet");
    let early: serde_json::Value = serde_json::from_str(&text(early).await).expect("JSON");
    assert_eq!((&early["database"], &early["jobs"]), (&"ok".into(), &"failing".into()));

    app.pulse.compare(app.start, app.start);
    assert_eq!(browser.fetch(Method::GET, "/readyz").await.status(), StatusCode::OK);

    app.store.close().await;
    let without = browser.fetch(Method::GET, "/readyz").await;
    assert_eq!(without.status(), StatusCode::SERVICE_UNAVAILABLE, "the database is gone");
    assert_eq!(
        browser.fetch(Method::GET, "/healthz").await.status(),
        StatusCode::OK,
        "the process still lives"
    );
}

#[tokio::test]
async fn the_metrics_do_not_grow_with_what_clients_ask_for() {
    let app = TestApp::open().await;
    let mut browser = app.browser();
    for number in 0..20 {
        browser.open(&format!("/invented/{number}?token=secret{number}")).await;
        let method = Method::from_bytes(format!("M{number}").as_bytes()).expect("a method");
        browser.fetch(method, "/sign-in").await;
    }
    let metrics = text(browser.fetch(Method::GET, "/metrics").await).await;
    assert!(metrics.contains("plimsoll_http_requests_total"), "{metrics}");
    assert!(
        !metrics.contains("invented") && !metrics.contains("secret") && !metrics.contains("M19"),
        "{metrics}"
    );
}
