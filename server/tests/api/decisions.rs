use fleet::Role;
use http::Method;
use serde_json::{Value, json};

use crate::client::{Reply, With};
use crate::harbour::{Harbour, text};

async fn decide(harbour: &Harbour, finding: &str, tag: Option<&str>, body: Value) -> Reply {
    let headers: Vec<(&str, &str)> = tag.iter().map(|tag| ("if-match", *tag)).collect();
    let path = format!("/findings/{finding}/decisions");
    harbour.admin.send(Method::POST, &path, With { body: Some(body), headers: &headers }).await
}

#[tokio::test]
async fn a_decision_names_what_was_seen_and_the_second_of_two_is_refused() {
    let harbour = Harbour::with(1).await;
    let finding = harbour.finding().await;
    let shown = harbour.admin.get(&format!("/findings/{finding}")).await;
    let tag = shown.header("etag").to_owned();

    let without = decide(&harbour, &finding, None, json!({ "decision": "acknowledge" })).await;
    assert_eq!((without.status, without.problem()), (428, "precondition-required"));
    let decided = decide(&harbour, &finding, Some(&tag), json!({ "decision": "acknowledge" })).await;
    assert_eq!((decided.status, &decided.body["state"]), (200, &json!("acknowledged")));
    assert_ne!(decided.header("etag"), tag);
    let accept =
        json!({ "decision": "accept", "reason": "a closed network", "until": "2026-12-31T00:00:00Z" });
    let late = decide(&harbour, &finding, Some(&tag), accept.clone()).await;
    assert_eq!((late.status, late.problem()), (412, "stale"));
    let accepted = decide(&harbour, &finding, Some(decided.header("etag")), accept).await;
    assert_eq!((accepted.status, &accepted.body["state"]), (200, &json!("accepted")));
    let revoked = decide(&harbour, &finding, Some("*"), json!({ "decision": "revoke_acceptance" })).await;
    assert_eq!((revoked.status, &revoked.body["state"]), (200, &json!("open")));

    let events = harbour.admin.get(&format!("/findings/{finding}/events")).await;
    let kinds: Vec<String> = events.body["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|event| text(&event["kind"]["kind"]))
        .collect();
    assert_eq!(kinds, ["opened", "acknowledged", "accepted", "acceptance_revoked"]);
}

#[tokio::test]
async fn a_decision_that_makes_no_sense_is_refused_by_field() {
    let harbour = Harbour::with(1).await;
    let finding = harbour.finding().await;
    for (body, field) in [
        (json!({ "decision": "accept", "until": "2026-12-31T00:00:00Z" }), "reason"),
        (json!({ "decision": "accept", "reason": "a test" }), "until"),
        (json!({ "decision": "accept", "reason": "a test", "until": "2020-01-01T00:00:00Z" }), "until"),
        (json!({ "decision": "acknowledge", "reason": "a test" }), "reason"),
        (json!({ "decision": "close" }), "decision"),
        (json!({ "decision": "acknowledge", "who": "me" }), "who"),
        (json!({}), "decision"),
        (json!({ "decision": 7 }), "decision"),
    ] {
        let reply = decide(&harbour, &finding, Some("*"), body.clone()).await;
        assert_eq!((reply.status, reply.wrong_fields()), (422, vec![field]), "{body}");
    }
}

#[tokio::test]
async fn a_ticket_is_linked_seen_from_the_finding_replaced_and_taken_away() {
    let harbour = Harbour::with(1).await;
    let finding = harbour.finding().await;
    let path = format!("/findings/{finding}/ticket");
    let put = async |key: &str, headers: &[(&str, &str)]| {
        let body =
            json!({ "system": "jira", "key": key, "url": format!("https://jira.example/browse/{key}") });
        harbour.admin.send(Method::PUT, &path, With { body: Some(body), headers }).await
    };
    assert_eq!(harbour.admin.get(&path).await.status, 404);
    assert!(harbour.ids("/findings?ticket=none", 500).await.contains(&finding));

    let first = put("SEC-1", &[]).await;
    assert_eq!((first.status, &first.body["key"]), (201, &json!("SEC-1")));
    let shown = harbour.admin.get(&format!("/findings/{finding}")).await;
    assert_eq!(shown.body["ticket"]["url"], "https://jira.example/browse/SEC-1");
    assert_eq!(shown.body["dedup_key"], format!("plimsoll-{finding}"));
    assert_eq!(harbour.ids("/findings?ticket=any", 500).await, std::slice::from_ref(&finding));
    assert!(!harbour.ids("/findings?ticket=none", 500).await.contains(&finding));

    let tag = first.header("etag").to_owned();
    let second = put("SEC-2", &[("if-match", &tag)]).await;
    assert_eq!((second.status, &second.body["key"]), (200, &json!("SEC-2")));
    assert_eq!(put("SEC-3", &[("if-match", &tag)]).await.problem(), "stale");
    assert_eq!(put("SEC-4", &[]).await.status, 200, "without it the last one wins");

    assert_eq!(harbour.admin.send(Method::DELETE, &path, With::default()).await.status, 204);
    assert_eq!(harbour.admin.send(Method::DELETE, &path, With::default()).await.status, 404);
}

#[tokio::test]
async fn a_ticket_leads_to_a_web_page_and_nowhere_else() {
    let harbour = Harbour::with(1).await;
    let path = format!("/findings/{}/ticket", harbour.finding().await);
    for url in
        ["javascript:alert(1)", "//evil.example", "https://", "https://a b", "data:text/html,x", "https:///x"]
    {
        let body = json!({ "system": "s", "key": "k", "url": url });
        let reply = harbour.admin.send(Method::PUT, &path, With { body: Some(body), headers: &[] }).await;
        assert_eq!((reply.status, reply.wrong_fields()), (422, vec!["url"]), "{url}");
    }
}

#[tokio::test]
async fn script_of_another_site_decides_nothing() {
    let harbour = Harbour::with(1).await;
    let finding = harbour.finding().await;
    let analyst = harbour.person(Role::Analyst).await;
    let path = format!("/findings/{finding}/decisions");
    let from = async |site: &str| {
        let headers = [("if-match", "*"), ("sec-fetch-site", site)];
        let body = Some(json!({ "decision": "acknowledge" }));
        analyst.send(Method::POST, &path, With { body, headers: &headers }).await
    };
    let foreign = from("cross-site").await;
    assert_eq!((foreign.status, foreign.problem()), (403, "cross-origin"));
    assert_eq!(from("same-origin").await.status, 200);
}
