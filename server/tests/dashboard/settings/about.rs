use fleet::Role;
use testkit::app::TestApp;

use super::page;

#[tokio::test]
async fn it_says_what_runs_here_to_everybody() {
    let app = TestApp::open().await;
    let mut viewer = app.signed_in("eve", Role::Viewer).await;
    let early = page(&mut viewer, "/settings/about").await;
    assert!(early.contains("None had anything to do yet"), "{early}");
    for text in [
        env!("CARGO_PKG_VERSION"),
        &format!("revision {}", posture::rules::REVISION),
        "version 1",
        "PostgreSQL 1",
        "real",
        "Apache License 2.0",
    ] {
        assert!(early.contains(text), "{text}: {early}");
    }
    let run = fleet::job::JobRun {
        job: "roll_up".into(),
        started_at: app.start,
        finished_at: app.start + chrono::TimeDelta::milliseconds(12),
        report: [("days".to_owned(), 3), ("nothing".to_owned(), 0)].into(),
        failure: None,
    };
    app.store.record_job_run(&run).await.expect("kept");
    let failed = fleet::job::JobRun {
        job: "deliver".into(),
        failure: Some("the log of the server says why".into()),
        ..run
    };
    app.store.record_job_run(&failed).await.expect("kept");
    let later = page(&mut viewer, "/settings/about").await;
    for text in ["roll up", "3 days", "12 ms", "Failed", "the log of the server says why"] {
        assert!(later.contains(text), "{text}: {later}");
    }
    assert!(!later.contains("0 nothing"), "{later}");
}
