use std::collections::BTreeSet;

use fleet::Role;
use serde_json::{Value, json};

use crate::harbour::{Harbour, text};

async fn items_of(harbour: &Harbour, path: &str) -> Vec<Value> {
    harbour.admin.get(path).await.body["items"].as_array().expect("items").clone()
}

#[tokio::test]
async fn parts_make_the_whole_without_a_row_twice() {
    let harbour = Harbour::with(7).await;
    for role in Role::ALL {
        harbour.person(role).await;
    }
    let lists = [
        "/workloads",
        "/workloads?sort=-name",
        "/findings",
        "/findings?sort=-opened_at",
        "/images",
        "/rules",
    ];
    for path in lists.into_iter().chain(["/scans", "/hosts", "/users", "/tokens"]) {
        let whole = harbour.ids(path, 500).await;
        assert!(!whole.is_empty(), "{path}");
        assert_eq!(harbour.ids(path, 2).await, whole, "{path}");
        assert_eq!(whole.iter().collect::<BTreeSet<_>>().len(), whole.len(), "{path}");
    }
}

#[tokio::test]
async fn reading_on_while_rows_change_skips_and_repeats_nothing_that_kept_its_place() {
    let harbour = Harbour::with(6).await;
    let all = items_of(&harbour, "/findings?limit=500").await;
    let first = harbour.admin.get("/findings?limit=5").await;
    let first_items = first.body["items"].as_array().expect("items").clone();
    let decided = text(&first_items[1]["id"]);
    let reply = harbour
        .admin
        .send(
            http::Method::POST,
            &format!("/findings/{decided}/decisions"),
            crate::client::With {
                body: Some(
                    json!({ "decision": "accept", "reason": "a test", "until": "2026-12-31T00:00:00Z" }),
                ),
                headers: &[("if-match", "*")],
            },
        )
        .await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let cursor = text(&first.body["next_cursor"]);
    let rest = items_of(&harbour, &format!("/findings?limit=5&cursor={cursor}")).await;
    let seen = [first_items.clone(), rest].concat();
    let ids: BTreeSet<String> = seen.iter().map(|item| text(&item["id"])).collect();
    assert_eq!(ids.len(), seen.len(), "none twice");
    // What else the workload gains by may have changed with the decision, and its place with that.
    let workload = &first_items[1]["target"]["id"];
    let others = |items: &[Value]| -> Vec<String> {
        items.iter().filter(|item| item["target"]["id"] != *workload).map(|item| text(&item["id"])).collect()
    };
    let (seen, all) = (others(&seen), others(&all));
    assert!(seen.len() > 5, "{seen:?}");
    assert_eq!(seen, all[..seen.len()], "none skipped");
}

#[tokio::test]
async fn a_cursor_of_another_list_order_or_filter_is_refused() {
    let harbour = Harbour::with(3).await;
    let first = harbour.admin.get("/workloads?limit=1").await;
    let cursor = text(&first.body["next_cursor"]);
    for foreign in ["/findings?", "/workloads?sort=-score&", "/workloads?grade=F&"] {
        let reply = harbour.admin.get(&format!("{foreign}cursor={cursor}")).await;
        assert_eq!((reply.status, reply.wrong_fields()), (422, vec!["cursor"]), "{foreign}");
    }
    for broken in ["x", "%00", &cursor[..12], &format!("{cursor}00")] {
        let reply = harbour.admin.get(&format!("/workloads?cursor={broken}")).await;
        assert_eq!(reply.status, 422, "{broken}");
    }
}

#[tokio::test]
async fn what_is_misspelt_out_of_range_or_empty_never_widens_a_list() {
    let harbour = Harbour::with(1).await;
    for (query, field) in [
        ("/findings?severty=high", "severty"),
        ("/findings?severity=hihg", "severity[0]"),
        ("/findings?severity=", "severity"),
        ("/findings?rule=A&rule=B", "rule"),
        ("/findings?limit=0", "limit"),
        ("/findings?limit=501", "limit"),
        ("/findings?limit=many", "limit"),
        ("/findings?workload=1", "workload"),
        ("/findings?label=team", "label"),
        ("/findings?host=harbour", "host"),
        ("/workloads?sort=colour", "sort"),
        ("/fleet?as_of=yesterday", "as_of"),
        ("/fleet?as_of=2999-01-01T00:00:00Z", "as_of"),
        ("/findings?sort=severity", "sort"),
        ("/trends?from=2999-01-01T00:00:00Z", "from"),
        ("/trends?to=2999-01-01T00:00:00Z", "to"),
        ("/trends?from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z", "from"),
        ("/trends?from=2020-01-01T00:00:00Z&range=7d", "range"),
        ("/trends?bucket=hour", "bucket"),
        ("/hosts?state=gone", "state[0]"),
        ("/rules?q=x", "q"),
    ] {
        let reply = harbour.admin.get(query).await;
        assert_eq!((reply.status, reply.problem()), (422, "invalid"), "{query}: {reply:?}");
        assert_eq!(reply.wrong_fields(), [field], "{query}");
    }
}

#[tokio::test]
async fn whatever_is_about_a_part_of_the_fleet_takes_the_same_parameters_for_it() {
    let harbour = Harbour::with(1).await;
    let document = crate::table::document();
    for path in ["/workloads", "/findings", "/images", "/changes", "/fleet", "/trends"] {
        let described = &document["paths"][format!("/api/v1{path}")]["get"]["parameters"];
        let names: Vec<&str> =
            described.as_array().expect("a list").iter().filter_map(|one| one["name"].as_str()).collect();
        assert!(["label", "host", "project"].iter().all(|name| names.contains(name)), "{path}: {names:?}");
        let host = harbour.host;
        let scope =
            format!("label=team%3Dpayments&label=team=shipping&host={host}&project=shop&project=blog");
        assert_eq!(harbour.admin.get(&format!("{path}?{scope}")).await.status, 200, "{path}");
        for (wrong, field) in
            [("lable=team=payments", "lable"), ("label=payments", "label"), ("host=", "host")]
        {
            let reply = harbour.admin.get(&format!("{path}?{wrong}")).await;
            assert_eq!((reply.status, reply.wrong_fields()), (422, vec![field]), "{path}?{wrong}");
        }
    }
}

#[tokio::test]
async fn filters_repeat_and_combine() {
    let harbour = Harbour::with(2).await;
    let all = harbour.ids("/findings", 500).await;
    let medium = harbour.ids("/findings?severity=medium", 500).await;
    let low = harbour.ids("/findings?severity=low", 500).await;
    let both = harbour.ids("/findings?severity=medium&severity=low", 500).await;
    assert!(!medium.is_empty() && !low.is_empty());
    assert_eq!(both.len(), medium.len() + low.len());
    assert_eq!(harbour.ids("/findings?label=team=payments", 500).await, all);
    assert!(harbour.ids("/findings?label=team=other", 500).await.is_empty());
    assert!(harbour.ids("/findings?severity=low&label=team=other", 500).await.is_empty());
}

#[tokio::test]
async fn findings_are_listed_by_when_they_opened_from_either_end() {
    let harbour = Harbour::with(3).await;
    let oldest = harbour.ids("/findings?sort=opened_at", 2).await;
    let mut newest = harbour.ids("/findings?sort=-opened_at", 2).await;
    newest.reverse();
    assert_eq!(oldest, newest);
    let worst = harbour.ids("/findings", 500).await;
    assert_eq!(harbour.ids("/findings?sort=-severity", 500).await, worst);
    assert_eq!(oldest.into_iter().collect::<BTreeSet<_>>(), worst.into_iter().collect());
}

#[tokio::test]
async fn a_trend_goes_from_to_and_by_day_or_week() {
    let harbour = Harbour::with(1).await;
    let moments = async |query: &str| {
        let reply = harbour.admin.get(&format!("/trends{query}")).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.body["points"]
            .as_array()
            .expect("points")
            .iter()
            .map(|point| text(&point["at"]))
            .collect::<Vec<_>>()
    };
    let now = moments("").await;
    assert_eq!(now.len(), 1, "{now:?}");
    assert_eq!(moments("?bucket=week").await, now);
    assert_eq!(moments("?range=7d&bucket=day").await, now);
    let from = (harbour.app.start - chrono::TimeDelta::days(30)).format("%Y-%m-%dT%H:%M:%SZ");
    assert_eq!(moments(&format!("?from={from}")).await, now);
    let to = (harbour.app.start - chrono::TimeDelta::days(1)).format("%Y-%m-%dT%H:%M:%SZ");
    assert!(moments(&format!("?from={from}&to={to}")).await.is_empty(), "nothing was known then");

    for _ in 0..9 {
        harbour.app.run_jobs_after(chrono::TimeDelta::days(1)).await;
    }
    let (days, weeks) = (moments("?bucket=day").await, moments("?bucket=week").await);
    assert_eq!((days.len(), weeks.len()), (10, 2), "{days:?} {weeks:?}");
    assert_eq!(moments("?range=7d&bucket=day").await, days[3..]);
}
