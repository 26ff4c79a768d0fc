use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::Value;

use crate::harbour::{Harbour, text};

#[tokio::test]
async fn whoever_keeps_the_cursor_sees_each_change_once() {
    let harbour = Harbour::with(3).await;
    let whole = harbour.admin.get("/changes?limit=500").await;
    assert_eq!(whole.status, 200);
    let whole: Vec<Value> = whole.body["items"].as_array().expect("items").clone();
    assert!(whole.len() > 10);
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let part = harbour.admin.get(&format!("/changes?limit=7{cursor}")).await;
        found.extend(part.body["items"].as_array().expect("items").clone());
        cursor = format!("&cursor={}", text(&part.body["next_cursor"]));
        if part.body["more"] == false {
            break;
        }
    }
    assert_eq!(found, whole);
    assert_eq!(whole[0]["type"], "finding.opened");
    let url = text(&whole[0]["data"]["finding"]["url"]);
    assert_eq!(url, format!("http://127.0.0.1:7466/findings/{}", text(&whole[0]["data"]["finding"]["id"])));
    let none = harbour.admin.get(&format!("/changes?type=finding.opened&label=team=payments{cursor}")).await;
    assert_eq!((none.status, none.body["items"].as_array().map(Vec::len)), (200, Some(0)));
}

#[tokio::test]
async fn a_misspelt_filter_a_foreign_cursor_and_a_wait_without_end_are_refused() {
    let harbour = Harbour::with(1).await;
    let foreign = harbour.admin.get("/findings?limit=1").await;
    let foreign = text(&foreign.body["next_cursor"]);
    for (query, field) in [
        ("severity=hihg".to_owned(), "severity"),
        ("type=finding.lost".to_owned(), "type"),
        ("label=payments".to_owned(), "label"),
        ("limit=501".to_owned(), "limit"),
        ("wait=26".to_owned(), "wait"),
        ("start=now&cursor=00".to_owned(), "start"),
        (format!("cursor={foreign}"), "cursor"),
        ("since=2026".to_owned(), "since"),
    ] {
        let reply = harbour.admin.get(&format!("/changes?{query}")).await;
        assert_eq!((reply.status, reply.problem()), (422, "invalid"), "{query}");
        let wrong = reply.wrong_fields();
        assert!(wrong[0].starts_with(field), "{query}: {wrong:?}");
    }
}

#[tokio::test]
async fn a_cursor_that_has_expired_is_gone() {
    let harbour = Harbour::with(1).await;
    let early = harbour.admin.get("/changes?limit=1").await;
    let before = harbour.app.now() + TimeDelta::seconds(1);
    harbour.app.store.drop_changes(before, 1_000).await.expect("dropped");
    let reply = harbour.admin.get(&format!("/changes?cursor={}", text(&early.body["next_cursor"]))).await;
    assert_eq!((reply.status, reply.problem()), (410, "cursor-expired"));
}

#[tokio::test]
async fn who_waits_is_answered_as_soon_as_something_happens() {
    let harbour = Harbour::with(1).await;
    let now = harbour.admin.get("/changes?start=now").await;
    let path = format!("/changes?wait=20&cursor={}", text(&now.body["next_cursor"]));
    let begun = Instant::now();
    let decide = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let id = harbour.finding().await.parse().expect("an id");
        let (store, actor) = (&harbour.app.store, harbour.app.operator());
        let acknowledge = fleet::finding::Decision::Acknowledge;
        store.decide(&actor, id, None, &acknowledge, harbour.app.now()).await.expect("decided");
    };
    let (reply, ()) = tokio::join!(harbour.admin.get(&path), decide);
    assert_eq!(reply.body["items"][0]["type"], "finding.acknowledged");
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
}
