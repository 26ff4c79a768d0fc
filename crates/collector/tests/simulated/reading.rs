use std::cell::RefCell;
use std::time::Duration;

use chrono::TimeDelta;
use collector::{Probe, Settings, collect, probe};
use intake::IngestKey;
use simulator::{Fleet, Misbehaviour, Served, State};

use super::{Fixture, missing, names, now, scan, three_containers};

#[tokio::test]
async fn a_whole_fleet_is_read_completely() {
    for engine in Fleet::new(3, 12, now()).engines {
        let expected: Vec<String> = engine.containers.iter().map(|container| container.id.clone()).collect();
        let (name, images) = (engine.name.clone(), engine.images.len());
        let scan = Fixture::new(engine).scan().await.unwrap();
        assert_eq!(missing(&scan), Vec::<String>::new());
        let mut read: Vec<String> =
            scan.containers.iter().map(|container| container.engine_id.clone()).collect();
        read.sort_unstable_by_key(|id| expected.iter().position(|known| known == id));
        assert_eq!(read, expected);
        assert_eq!(scan.images.len(), images);
        assert_eq!(scan.host.name, name);
        assert_eq!((scan.started_at, scan.finished_at), (now(), now()));
    }
}

#[tokio::test]
async fn every_question_is_asked_once_and_each_image_once() {
    let fixture = Fixture::new(three_containers());
    let scan = fixture.scan().await.unwrap();
    assert_eq!(scan.images.len(), 2);
    for (suffix, times) in [
        ("/version", 1),
        ("/info", 1),
        ("/networks", 1),
        ("/volumes", 1),
        ("/history", 2),
        ("/json", 3 + 2 + 1),
    ] {
        assert_eq!(fixture.asked(suffix), times, "{suffix}");
    }
    assert_eq!(fixture.asked("/containers/json?all=1"), 1);
    let requests = fixture.served.requests();
    assert!(requests.iter().all(|request| request.method == "GET"), "{requests:?}");
    assert!(requests.iter().skip(1).all(|request| request.path.starts_with("/v1.47/")), "{requests:?}");
}

#[tokio::test]
async fn an_older_engine_is_spoken_to_in_its_own_version() {
    let mut engine = three_containers();
    engine.api_version = "1.41".into();
    let fixture = Fixture::new(engine);
    assert_eq!(names(&fixture.scan().await.unwrap()), ["cache", "web-1", "web-2"]);
    assert_eq!(fixture.asked("/v1.41/info"), 1);
}

#[tokio::test]
async fn progress_ends_with_all_of_all() {
    let fixture = Fixture::new(three_containers());
    let steps = RefCell::new(Vec::new());
    let key = IngestKey::new([7; 32]);
    collect(&fixture.endpoint, &Settings::default(), &key, now, |done, total| {
        steps.borrow_mut().push((done, total));
    })
    .await
    .unwrap();
    assert_eq!(*steps.borrow(), [(0, 3), (1, 3), (2, 3), (3, 3)]);
}

#[tokio::test]
async fn a_moved_tag_is_seen_and_the_old_image_is_still_read() {
    let mut engine = three_containers();
    let newer = engine.pull_newer("nginx:1.27");
    let scan = Fixture::new(engine).scan().await.unwrap();
    let web = scan.containers.iter().find(|container| container.name == "web-1").unwrap();
    assert_eq!(scan.neighbourhood().surroundings_of(web).tag_points_to, Some(newer.clone()));
    assert_ne!(web.facts.image_id, newer);
    assert!(scan.neighbourhood().image_of(web).is_some());
    assert!(scan.is_complete());
}

#[tokio::test]
async fn an_image_deleted_under_its_containers_is_gone_and_not_missing() {
    let mut engine = three_containers();
    engine.images.retain(|image| !image.tags.contains(&"redis:7.4-alpine".to_owned()));
    let scan = Fixture::new(engine).scan().await.unwrap();
    assert!(scan.is_complete(), "{:?}", missing(&scan));
    let cache = scan.containers.iter().find(|container| container.name == "cache").unwrap();
    assert!(scan.neighbourhood().surroundings_of(cache).image_missing);
}

#[tokio::test]
async fn a_container_in_a_loop_of_restarts_is_the_same_at_every_scan() {
    let mut engine = three_containers();
    let web = engine.container_mut("web-1").unwrap();
    (web.state, web.restart_count) = (State::Restarting, 12);
    let fixture = Fixture::new(engine);
    let seen = async || {
        let scan = fixture.scan().await.unwrap();
        let web = scan.containers.into_iter().find(|container| container.name == "web-1").unwrap();
        (web.runtime.state, web.runtime.bucket())
    };
    let waiting = seen().await;
    fixture.served.change(|engine| {
        let web = engine.container_mut("web-1").unwrap();
        (web.state, web.restart_count) = (State::Running, 13);
        web.started_at = Some(now() - TimeDelta::seconds(4));
    });
    let up = seen().await;
    assert_eq!(waiting.0, posture::facts::State::Restarting);
    assert_eq!(up, waiting);
}

#[tokio::test]
async fn a_container_that_vanishes_after_the_list_is_gone_and_not_missing() {
    let engine = three_containers();
    let gone = engine.container("web-2").unwrap().id.clone();
    let fixture = Fixture::new(engine);
    let (below, delay) = (format!("/containers/{gone}"), Duration::from_millis(300));
    fixture.served.misbehave(Misbehaviour::Slow { below, delay });
    let endpoint = fixture.endpoint.clone();
    let scanning = tokio::spawn(async move { scan(&endpoint, &Settings::default()).await });
    while fixture.asked(&format!("{gone}/json")) == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    fixture.served.change(|engine| engine.containers.retain(|container| container.id != gone));
    let scan = scanning.await.unwrap().unwrap();
    assert_eq!(names(&scan), ["cache", "web-1"]);
    assert!(scan.is_complete(), "{:?}", missing(&scan));
}

#[tokio::test]
async fn tcp_without_certificates_is_read_and_remarked() {
    let served = Served::tcp(three_containers()).await.unwrap();
    let scan = scan(&served.address().parse().unwrap(), &Settings::default()).await.unwrap();
    assert_eq!(scan.containers.len(), 3);
    assert_eq!(scan.host.listener, posture::facts::Listener::PlainTcp);
}

#[tokio::test]
async fn a_probe_says_who_answers() {
    let fixture = Fixture::new(three_containers());
    assert_eq!(
        probe(&fixture.endpoint, &Settings::default()).await.unwrap(),
        Probe {
            engine: "Docker 29.0.1 on Debian GNU/Linux 12 (bookworm)".into(),
            name: "tuna".into(),
            containers: 3,
        }
    );
    fixture.served.misbehave(Misbehaviour::Refuse { below: "/containers".into() });
    assert_eq!(probe(&fixture.endpoint, &Settings::default()).await.unwrap_err().cause(), "refused");
}
