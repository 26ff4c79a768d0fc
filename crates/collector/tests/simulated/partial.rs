use fleet::scan::MissingWhat;
use simulator::{Lie, Misbehaviour};

use super::{Fixture, impatient, missing, names, scan, three_containers};

/// All containers are read, and each text names so many of what is missing.
async fn check(misbehaviour: Misbehaviour, expected: &[(&str, usize)]) {
    let fixture = Fixture::misbehaving(misbehaviour.clone());
    let scan = fixture.scan().await.unwrap();
    assert_eq!(names(&scan), ["cache", "web-1", "web-2"], "{misbehaviour:?}");
    for (text, times) in expected {
        let found = missing(&scan).iter().filter(|missing| missing.contains(text)).count();
        assert_eq!(found, *times, "{text} of {:?}", missing(&scan));
    }
    let total: usize = expected.iter().map(|(_, times)| times).sum();
    assert_eq!(scan.missing.len(), total, "{:?}", missing(&scan));
}

#[tokio::test]
async fn a_refusing_proxy_leaves_a_partial_scan_that_names_what_is_missing() {
    let refuse = |path: &str| Misbehaviour::Refuse { below: path.into() };
    check(refuse("/images/sha256"), &[("Image(\"sha256:", 2)]).await;
    check(refuse("/images"), &[("Image(\"sha256:", 2), ("Tags: status 403", 1)]).await;
    check(refuse("/networks"), &[("Networks: status 403", 1)]).await;
    check(refuse("/volumes"), &[("Volumes: status 403", 1)]).await;
    check(refuse("/info"), &[("Info: status 403", 1)]).await;
}

#[tokio::test]
async fn what_is_listed_but_not_there_when_asked_for_is_missing_and_not_gone() {
    let mut engine = three_containers();
    let web = engine.container("web-2").unwrap().id.clone();
    let image = engine.images.iter().find(|image| image.tags.contains(&"redis:7.4-alpine".into())).unwrap();
    let image = image.id.clone();
    engine.denied = vec![web.clone(), image.clone()];
    let scan = Fixture::new(engine).scan().await.unwrap();
    assert_eq!(names(&scan), ["cache", "web-1"]);
    let missing: Vec<&MissingWhat> = scan.missing.iter().map(|missing| &missing.what).collect();
    assert_eq!(missing, [&MissingWhat::Container(web), &MissingWhat::Image(image)]);
    let cache = scan.containers.iter().find(|container| container.name == "cache").unwrap();
    assert!(!scan.neighbourhood().surroundings_of(cache).image_missing, "it is there, only hidden");
}

#[tokio::test]
async fn what_an_engine_was_not_asked_is_not_made_up() {
    let refuse = |path: &str| Fixture::misbehaving(Misbehaviour::Refuse { below: path.into() });
    let scan = refuse("/info").scan().await.unwrap();
    assert_eq!(scan.host.confinement, posture::facts::Confinement::default());
    let now = super::now();
    let unknown = posture::evaluate_host(&scan.host, &posture::Policy::default(), now).unknown;
    let unknown: Vec<&str> = unknown.iter().map(|unknown| unknown.rule.as_str()).collect();
    for rule in ["HST-001", "HST-002", "HST-005", "HST-011"] {
        assert!(unknown.contains(&rule), "{rule} of {unknown:?}");
    }
    let of_first = async |path: &str| {
        let scan = refuse(path).scan().await.unwrap();
        let seen = scan.neighbourhood().surroundings_of(&scan.containers[0]);
        (seen.tags_not_read, seen.volumes_not_read)
    };
    assert_eq!(of_first("/images/json").await, (true, false));
    assert_eq!(of_first("/volumes").await, (false, true));
    assert_eq!(of_first("/networks").await, (false, false));
}

#[tokio::test]
async fn one_bad_answer_costs_one_container() {
    for (misbehaviour, reason) in [
        (Lie::Html, "is not JSON"),
        (Lie::WrongTypes, "something else than the engine API describes"),
        (Lie::Truncated, "is not JSON"),
        (Lie::OtherId, "the engine answered about another container"),
        (Lie::Nested, "is not JSON"),
        (Lie::Binary, "is not JSON"),
        (Lie::Endless { megabytes: 40 }, "longer than 32 MiB"),
    ] {
        let engine = three_containers();
        let web = engine.container("web-1").unwrap().id.clone();
        let path = format!("/containers/{web}");
        let fixture = Fixture::new(engine);
        fixture.served.misbehave(Misbehaviour::Lie { below: path, lie: misbehaviour });
        let scan = fixture.scan().await.unwrap();
        assert_eq!(names(&scan), ["cache", "web-2"], "{misbehaviour:?}");
        assert_eq!(scan.missing.len(), 1, "{misbehaviour:?}: {:?}", missing(&scan));
        assert_eq!(scan.missing[0].what, MissingWhat::Container(web));
        assert!(scan.missing[0].reason.contains(reason), "{misbehaviour:?}: {}", scan.missing[0].reason);
    }
}

#[tokio::test]
async fn a_container_that_hangs_or_breaks_off_costs_only_itself() {
    let engine = three_containers();
    let (web, cache) =
        (engine.container("web-1").unwrap().id.clone(), engine.container("cache").unwrap().id.clone());
    let fixture = Fixture::new(engine);
    fixture.served.misbehave(Misbehaviour::Hang { below: format!("/containers/{web}") });
    fixture.served.misbehave(Misbehaviour::HangUp { below: format!("/containers/{cache}") });
    let scan = scan(&fixture.endpoint, &impatient()).await.unwrap();
    assert_eq!(names(&scan), ["web-2"]);
    let reasons = missing(&scan).join("\n");
    assert!(reasons.contains("no answer within 500 ms"), "{reasons}");
    assert!(reasons.contains("the answer broke off"), "{reasons}");
}
