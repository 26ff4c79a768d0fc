//! Several servers on one database share the work; none does what another did, and none waits for what hangs.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use fleet::HostId;
use fleet::host::NewHost;
use fleet::request::Progress;
use server::jobs::{Context, Job};
use server::keys::Keys;
use simulator::{Engine, Fleet, Misbehaviour, Served};
use testkit::app::TestApp;
use testkit::sample;
use uuid::Uuid;

async fn add_host(app: &TestApp, engine: &Served) -> HostId {
    let name = engine.change(|engine| engine.name.clone());
    let endpoint = engine.address().parse().expect("an endpoint");
    app.add_host(&NewHost { endpoint, ..sample::host(&name) }).await
}

/// Engines without containers.
fn engines(
    folder: &tempfile::TempDir,
    names: impl IntoIterator<Item = String>,
    app: &TestApp,
) -> Vec<Served> {
    let serve = |(seed, name): (u64, String)| {
        let path = folder.path().join(&name);
        Served::unix(Engine::new(seed, &name, app.start.with_timezone(&Utc)), path).expect("a socket")
    };
    (1..).zip(names).map(serve).collect()
}

#[tokio::test]
async fn a_requested_scan_waits_for_the_one_that_is_under_way() {
    let app = TestApp::open().await;
    let folder = tempfile::tempdir().expect("temporary directory");
    let engine = engines(&folder, ["one".to_owned()], &app).remove(0);
    let host = add_host(&app, &engine).await;
    let another = Uuid::from_u128(1);
    assert_eq!(app.store.take_due_hosts(app.start, 1, another, 30).await.expect("taken").len(), 1);
    let id = app.store.request_scan(&app.operator(), host, app.start).await.expect("asked");
    let progress =
        async || app.store.request(&app.operator(), id).await.expect("read").expect("there").progress;

    for _ in 0..5 {
        app.run_jobs_after(TimeDelta::seconds(1)).await;
        assert_eq!(progress().await, Progress::Waiting);
    }
    assert!(engine.requests().is_empty(), "nobody else reads the engine meanwhile");
    app.clock.advance(TimeDelta::seconds(25));
    Job::Requests.run_once(&app.jobs, app.now()).await.expect("works");
    assert!(matches!(progress().await, Progress::Scanned { .. }), "the other one's lease ran out");
}

#[tokio::test]
async fn engines_that_hang_do_not_keep_others_from_being_scanned() {
    let app = TestApp::open().await;
    let folder = tempfile::tempdir().expect("temporary directory");
    let hanging = engines(&folder, (0..10).map(|number| format!("hanging-{number}")), &app);
    for engine in &hanging {
        add_host(&app, engine).await;
        engine.misbehave(Misbehaviour::Refuse { below: "/".into() });
    }
    for _ in 0..2 {
        Job::ScanDue.run_once(&app.jobs, app.now()).await.expect("works");
    }
    for engine in &hanging {
        engine.behave();
        engine.misbehave(Misbehaviour::Hang { below: "/".into() });
    }
    app.clock.advance(TimeDelta::seconds(NewHost::DEFAULT_SCAN_INTERVAL_S));
    let sound = engines(&folder, ["sound".to_owned()], &app).remove(0);
    let sound = add_host(&app, &sound).await;

    let (context, now) = (app.jobs.clone(), app.now());
    let round = tokio::spawn(async move { Job::ScanDue.run_once(&context, now).await });
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(!round.is_finished(), "those that hang are still waited for");
    let host = app.store.host(&app.operator(), sound, now).await.expect("read").expect("there");
    assert!(host.row.seen_at.is_some());
}

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
        add_host(&app, engine).await;
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
