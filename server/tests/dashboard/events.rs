use fleet::{Actor, Endpoint, Role};
use http::header::CONTENT_TYPE;
use http::{Method, StatusCode};
use server::jobs::Job;
use testkit::app::{TestApp, text};

#[tokio::test]
async fn progress_arrives_while_it_happens_and_the_stream_ends_with_the_request() {
    let app = TestApp::open().await;
    let mut browser = app.signed_in("ada", Role::Admin).await;
    let nowhere = Endpoint::Unix("/nowhere/docker.sock".into());
    let operator = Actor::System("test".into());
    let request = app.store.request_connection_test(&operator, nowhere, app.start).await.expect("asked");

    let answer = browser.fetch(Method::GET, &format!("/events/requests/{request}")).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()[CONTENT_TYPE], "text/event-stream");
    let (stream, report) = tokio::join!(text(answer), Job::Requests.run_once(&app.jobs, app.start));
    assert_eq!(report.expect("the job ran").get("answered"), Some(&1));

    let states: Vec<String> = stream
        .lines()
        .filter_map(|line| line.strip_prefix("data:"))
        .map(|data| serde_json::from_str::<serde_json::Value>(data).expect("JSON"))
        .map(|request| request["progress"]["state"].as_str().expect("a state").to_owned())
        .collect();
    assert_eq!(states.first().map(String::as_str), Some("waiting"), "{stream}");
    assert_eq!(states.last().map(String::as_str), Some("failed"), "{stream}");
    assert!(stream.contains("unreachable"), "{stream}");
}

#[tokio::test]
async fn a_request_that_does_not_exist_is_not_found() {
    let app = TestApp::open().await;
    let mut browser = app.signed_in("ada", Role::Viewer).await;
    let path = format!("/events/requests/{}", uuid::Uuid::nil());
    assert_eq!(browser.fetch(Method::GET, &path).await.status(), StatusCode::NOT_FOUND);
}
