//! Several servers on one database share the work; none does what another did.

use chrono::Utc;
use fleet::host::NewHost;
use server::jobs::{Context, Job};
use server::keys::Keys;
use simulator::{Fleet, Served};
use testkit::app::TestApp;

#[tokio::test]
async fn a_host_that_is_due_is_scanned_by_one_replica_only() {
    let app = TestApp::open().await;
    let folder = tempfile::tempdir().expect("temporary directory");
    let engines: Vec<Served> = Fleet::new(1, 4, app.start.with_timezone(&Utc))
        .engines
        .into_iter()
        .map(|engine| {
            let path = folder.path().join(format!("{}.sock", engine.name));
            Served::unix(engine, path).expect("a socket")
        })
        .collect();
    for engine in &engines {
        let host = NewHost {
            name: engine.change(|engine| engine.name.clone()),
            endpoint: engine.address().parse().expect("an endpoint"),
            labels: [].into(),
            scan_interval_s: NewHost::DEFAULT_SCAN_INTERVAL_S,
        };
        app.store.add_host(&app.operator(), &host, app.now()).await.expect("added");
    }
    let replicas = [(); 3].map(|()| Context::new(app.store.clone(), app.jobs.clock.clone(), Keys::passing()));
    let runs = replicas.iter().map(|replica| Job::ScanDue.run_once(replica, app.start));
    let reports = futures::future::try_join_all(runs).await.expect("no job fails");
    let complete: i64 = reports.iter().filter_map(|report| report.get("complete")).sum();
    assert_eq!(complete, 4, "{reports:?}");
    for engine in &engines {
        let listings =
            engine.requests().iter().filter(|request| request.path.contains("/containers/json")).count();
        assert_eq!(listings, 1, "{} is read once", engine.address());
    }
    let again = Job::ScanDue.run_once(&replicas[0], app.start).await.expect("no job fails");
    assert!(again.is_empty(), "nothing is due any more: {again:?}");
}
