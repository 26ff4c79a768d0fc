use chrono::TimeDelta;
use http::Method;
use serde_json::{Value, json};

use crate::client::With;
use crate::harbour::{Harbour, text};

#[tokio::test]
async fn a_host_is_tested_added_changed_scanned_and_removed() {
    let harbour = Harbour::with(2).await;
    let endpoint = harbour.engine.address();
    let test = harbour.admin.post("/connection-tests", json!({ "endpoint": endpoint })).await;
    assert_eq!((test.status, &test.body["progress"]["state"]), (202, &json!("waiting")));
    harbour.app.run_jobs_after(TimeDelta::seconds(1)).await;
    let path = test.header("location").strip_prefix("/api/v1").expect("ours").to_owned();
    let tested = harbour.admin.get(&path).await;
    assert_eq!(tested.body["progress"]["state"], "connected", "{tested:?}");
    assert_eq!(tested.body["progress"]["containers"], 2);

    let host = format!("/hosts/{}", harbour.host);
    let change = json!({ "name": "quay", "labels": { "team": "shop" }, "scan_interval_s": 60 });
    let changed = harbour.admin.send(Method::PATCH, &host, With { body: Some(change), headers: &[] }).await;
    assert_eq!((changed.status, &changed.body["name"]), (200, &json!("quay")), "{changed:?}");
    assert_eq!(changed.body["labels"], json!({ "team": "shop" }));
    let workloads = harbour.admin.get("/workloads?label=team=shop").await;
    assert_eq!(workloads.body["items"][0]["host_name"], "quay");

    let scan = harbour.admin.send(Method::POST, &format!("{host}/scans"), With::default()).await;
    assert_eq!(scan.status, 202, "{scan:?}");
    harbour.app.run_jobs_after(TimeDelta::seconds(1)).await;
    let path = scan.header("location").strip_prefix("/api/v1").expect("ours").to_owned();
    assert_eq!(harbour.admin.get(&path).await.body["progress"]["state"], "scanned");
    let scans = harbour.admin.get("/scans").await;
    assert_eq!(scans.body["items"][0]["outcome"], "complete");

    assert_eq!(harbour.admin.send(Method::DELETE, &host, With::default()).await.status, 204);
    assert_eq!(harbour.admin.get(&host).await.status, 404);
    assert_eq!(harbour.admin.get("/fleet").await.body["workloads"], 0);
}

#[tokio::test]
async fn a_workload_shows_its_score_its_past_and_how_it_stood() {
    let harbour = Harbour::with(1).await;
    let workload = harbour.ids("/workloads", 1).await.remove(0);
    let path = format!("/workloads/{workload}");
    let shown = harbour.admin.get(&path).await;
    let losses = shown.body["findings"].as_array().expect("findings").iter().map(|f| f["loss"].as_f64());
    let lost: f64 = losses.map(|loss| loss.expect("a number")).sum();
    assert!((100.0 - lost - shown.body["score"].as_f64().expect("a number")).abs() < 0.01, "{lost}");

    let scanned = harbour.app.now();
    harbour.app.clock.advance(TimeDelta::hours(1));
    let at =
        |moment: chrono::DateTime<chrono::Utc>| moment.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let then = harbour.admin.get(&format!("{path}/posture?as_of={}", at(scanned))).await;
    assert_eq!((then.status, &then.body["score"]), (200, &shown.body["score"]));
    let before =
        harbour.admin.get(&format!("{path}/posture?as_of={}", at(scanned - TimeDelta::days(1)))).await;
    assert_eq!(before.status, 404);
    let history = harbour.admin.get(&format!("{path}/history")).await;
    assert_eq!(history.body["intervals"][0]["reason"], "first_seen");
    assert_eq!(history.body["intervals"][0]["valid_to"], Value::Null);
    assert_eq!(history.body["intervals"][0]["score"], shown.body["score"]);
    let fleet = harbour.admin.get(&format!("/fleet?as_of={}", at(scanned))).await;
    assert_eq!((&fleet.body["workloads"], &fleet.body["index"]), (&json!(1), &shown.body["score"]));
}

#[tokio::test]
async fn the_fixes_of_a_workload_lead_upwards_from_its_score_step_by_step() {
    let harbour = Harbour::with(1).await;
    let path = format!("/workloads/{}", harbour.ids("/workloads", 1).await.remove(0));
    let shown = harbour.admin.get(&path).await;
    let fixes = harbour.admin.get(&format!("{path}/fixes")).await;
    assert_eq!((fixes.status, &fixes.body["score"]), (200, &shown.body["score"]), "{fixes:?}");

    let open: Vec<&Value> = shown.body["findings"].as_array().expect("findings").iter().collect();
    let steps = fixes.body["steps"].as_array().expect("steps");
    assert!(steps.len() > 1, "{steps:?}");
    let mut score = &shown.body["score"];
    for step in steps {
        assert_eq!(&step["score_before"], score, "{step}");
        assert!(step["after"]["score"].as_f64() > score.as_f64(), "{step}");
        let closed = step["closes"].as_array().expect("findings");
        assert!(!closed.is_empty(), "{step}");
        for finding in closed {
            assert!(open.iter().any(|open| open["rule"] == finding["rule"]), "{finding}");
        }
        score = &step["after"]["score"];
    }
    let compose = fixes.body["together"].as_array().expect("texts").iter().find(|t| t["format"] == "compose");
    let compose = text(&compose.expect("a Compose fragment")["snippet"]["text"]);
    assert!(compose.starts_with("services:\n"), "{compose}");

    let nobody = "/workloads/00000000-0000-7000-8000-000000000000/fixes";
    assert_eq!(harbour.admin.get(nobody).await.status, 404);
}

#[tokio::test]
async fn an_image_says_what_runs_from_it() {
    let harbour = Harbour::with(3).await;
    let listed = harbour.admin.get("/images").await;
    let image = &listed.body["items"][0];
    assert_eq!((&image["workloads"], &image["containers"]), (&json!(3), &json!(3)));
    let shown = harbour.admin.get(&format!("/images/{}", text(&image["id"]))).await;
    let names: Vec<String> =
        shown.body["runs"].as_array().expect("runs").iter().map(|run| text(&run["workload_name"])).collect();
    assert_eq!(names, ["web-000", "web-001", "web-002"]);
}

#[tokio::test]
async fn containers_are_scored_from_what_inspect_prints_and_nothing_is_stored() {
    let harbour = Harbour::with(0).await;
    let inspected = json!([{
        "Id": "a".repeat(64), "Name": "/web", "Created": "2026-01-01T00:00:00Z", "Image": "sha256:1",
        "Config": { "Image": "nginx:latest", "Env": ["DB_PASSWORD=correct-horse-battery"], "Labels": {} },
        "HostConfig": { "Privileged": true, "NetworkMode": "default" },
        "State": { "Status": "running", "Running": true, "StartedAt": "2026-01-01T00:00:00Z" },
        "Mounts": [], "NetworkSettings": { "Ports": {} },
    }]);
    let reply = harbour.admin.post("/evaluate", inspected).await;
    assert_eq!((reply.status, &reply.body["workloads"][0]["grade"]), (200, &json!("F")), "{reply:?}");
    assert!(!reply.body.to_string().contains("correct-horse"));
    assert_eq!(harbour.admin.get("/workloads?include_gone=true").await.body["items"], json!([]));
    for nothing in [json!([]), json!({ "a": 1 }), json!([1]), json!("text")] {
        let reply = harbour.admin.post("/evaluate", nothing.clone()).await;
        assert_eq!((reply.status, reply.wrong_fields()), (422, vec!["body"]), "{nothing}");
    }
}

#[tokio::test]
async fn people_are_added_given_a_role_and_shut_out_and_the_log_says_by_whom() {
    let harbour = Harbour::with(0).await;
    let added = harbour.admin.post("/users", json!({ "name": "ada", "role": "viewer" })).await;
    assert_eq!(added.status, 201, "{added:?}");
    let path = format!("/users/{}", text(&added.body["id"]));
    let change = json!({ "role": "analyst", "disabled": true });
    let changed = harbour.admin.send(Method::PATCH, &path, With { body: Some(change), headers: &[] }).await;
    assert_eq!((&changed.body["role"], &changed.body["disabled"]), (&json!("analyst"), &json!(true)));
    let log = harbour.admin.get("/audit?actor=token:admin&action=user").await;
    let actions: Vec<String> =
        log.body["items"].as_array().expect("items").iter().map(|entry| text(&entry["action"])).collect();
    assert_eq!(actions, ["user.disable", "user.set_role", "user.add"]);
    assert!(log.body["items"][0]["token_id"].is_string());
}
