//! What a simulated engine says over its socket, read without any HTTP library.

#![allow(clippy::unwrap_used)]

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;
use simulator::{Engine, Fleet, Misbehaviour, Served, Spec};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;

fn now() -> DateTime<Utc> {
    "2026-11-20T09:00:00Z".parse().unwrap()
}

/// A served engine and the folder its socket is in.
struct Fixture {
    served: Served,
    folder: tempfile::TempDir,
}

impl Fixture {
    fn new(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let served = Served::unix(engine, folder.path().join("engine.sock")).unwrap();
        Self { served, folder }
    }

    /// Status and body.
    async fn ask(&self, method: &str, path: &str) -> (u16, String) {
        let mut stream = UnixStream::connect(self.folder.path().join("engine.sock")).await.unwrap();
        let request = format!("{method} {path} HTTP/1.1\r\nHost: engine\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    async fn json(&self, path: &str) -> Value {
        let (status, body) = self.ask("GET", path).await;
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).unwrap()
    }
}

#[tokio::test]
async fn the_same_seed_answers_with_the_same_bytes() {
    let mut transcripts = Vec::new();
    for seed in [7, 7, 8] {
        let mut transcript = Vec::new();
        for engine in Fleet::new(seed, 3, now()).engines {
            let mut paths: Vec<String> = ["/version", "/info", "/containers/json?all=1", "/images/json"]
                .into_iter()
                .chain(["/networks", "/volumes"])
                .map(String::from)
                .collect();
            paths.extend(
                engine.containers.iter().map(|container| format!("/containers/{}/json", container.id)),
            );
            paths.extend(engine.images.iter().map(|image| format!("/images/{}/json", image.id)));
            paths.extend(engine.images.iter().map(|image| format!("/images/{}/history", image.id)));
            let fixture = Fixture::new(engine);
            for path in paths {
                transcript.push(fixture.ask("GET", &path).await);
            }
        }
        assert!(transcript.iter().all(|(status, _)| *status == 200));
        transcripts.push(transcript);
    }
    assert_eq!(transcripts[0], transcripts[1]);
    assert_ne!(transcripts[0], transcripts[2]);
}

#[tokio::test]
async fn versions_of_the_api_are_a_prefix_and_too_new_ones_are_refused() {
    let fixture = Fixture::new(Engine::new(1, "a", now()));
    assert_eq!(fixture.json("/v1.41/info").await, fixture.json("/info").await);
    let (status, body) = fixture.ask("GET", "/v1.99/info").await;
    assert_eq!(status, 400);
    assert!(body.contains("client version 1.99 is too new. Maximum supported API version is 1.52"), "{body}");
    assert_eq!(fixture.ask("GET", "/_ping").await, (200, "OK".into()));
}

#[tokio::test]
async fn a_redeploy_changes_the_id_and_nothing_of_the_configuration() {
    let mut engine = Engine::new(1, "a", now());
    let before = engine.run("web", Spec::new("nginx:1.27").env("A", "1").bind("/srv:/srv:ro"));
    let fixture = Fixture::new(engine);
    let was = fixture.json(&format!("/containers/{before}/json")).await;
    let after = fixture.served.change(|engine| engine.redeploy("web")).unwrap();
    assert_ne!(before, after);
    assert_eq!(fixture.ask("GET", &format!("/containers/{before}/json")).await.0, 404);
    let is = fixture.json(&format!("/containers/{after}/json")).await;
    assert_eq!(was["HostConfig"], is["HostConfig"]);
    assert_eq!(was["Config"]["Env"], is["Config"]["Env"]);
    assert_eq!(was["Image"], is["Image"]);
}

#[tokio::test]
async fn a_newer_image_takes_the_tag_and_the_old_one_stays() {
    let mut engine = Engine::new(1, "a", now());
    engine.run("web", Spec::new("nginx"));
    let fixture = Fixture::new(engine);
    fixture.served.change(|engine| engine.pull_newer("nginx:latest"));
    let images = fixture.json("/images/json").await;
    assert_eq!(images[0]["RepoTags"], serde_json::json!([]));
    assert_eq!(images[1]["RepoTags"], serde_json::json!(["nginx:latest"]));
    let listed = fixture.json("/containers/json?all=1").await;
    assert_eq!(listed[0]["Image"], images[0]["Id"], "an engine lists the id where the tag has moved away");
}

#[tokio::test]
async fn only_running_containers_are_listed_unless_all_are_asked_for() {
    let mut engine = Engine::new(1, "a", now());
    engine.run("up", Spec::new("nginx:1"));
    engine.create("never", Spec::new("nginx:1"));
    let fixture = Fixture::new(engine);
    assert_eq!(fixture.json("/containers/json").await.as_array().unwrap().len(), 1);
    assert_eq!(fixture.json("/containers/json?all=1").await.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn misbehaviour_concerns_the_paths_it_names() {
    let fixture = Fixture::new(Engine::new(1, "a", now()));
    fixture.served.misbehave(Misbehaviour::Refuse { below: "/images".into() });
    fixture.served.misbehave(Misbehaviour::Hang { below: "/networks".into() });
    assert_eq!(fixture.ask("GET", "/v1.47/images/json").await.0, 403);
    assert_eq!(fixture.ask("GET", "/info").await.0, 200);
    let hanging = tokio::time::timeout(Duration::from_millis(200), fixture.ask("GET", "/networks")).await;
    assert!(hanging.is_err());
    fixture.served.behave();
    assert_eq!(fixture.ask("GET", "/networks").await.0, 200);
}

#[tokio::test]
async fn every_request_is_recorded_and_writes_are_told_apart() {
    let fixture = Fixture::new(Engine::new(1, "a", now()));
    fixture.ask("GET", "/info").await;
    assert_eq!(fixture.ask("POST", "/containers/create").await.0, 405);
    let paths: Vec<String> = fixture.served.requests().into_iter().map(|request| request.path).collect();
    assert_eq!(paths, ["/info", "/containers/create"]);
    let writes: Vec<String> = fixture.served.writes().into_iter().map(|request| request.method).collect();
    assert_eq!(writes, ["POST"]);
}
