use chrono::TimeDelta;
use fleet::access::TokenScopes;
use fleet::change::{ChangeFilter, FeedStart};
use fleet::finding::FindingFilter;
use fleet::{Actor, Cursor, Page, Problem, TokenId};
use store::StoreError;

use super::support::*;
use super::{ADDRESS, all, follow, ids, words};

async fn problem(world: &World, start: FeedStart) -> Problem {
    let page = world.store.changes(&admin(), &ChangeFilter::default(), &start, 10, ADDRESS).await;
    match page.unwrap_err() {
        StoreError::Problem(problem) => problem,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn parts_of_any_size_give_every_change_once_and_in_order() {
    let world = World::new().await;
    world.scan(1, &[plain("web"), with_socket("ci", 1)]).await;
    world.scan(2, &[plain("web"), hardened("ci", 2)]).await;
    let every = all(&world.store).await;
    assert!(every.len() > 8);
    for limit in 1..=7 {
        let (found, _) = follow(&world.store, &ChangeFilter::default(), FeedStart::Oldest, limit).await;
        assert_eq!(ids(&found), ids(&every), "in parts of {limit}");
    }
}

#[tokio::test]
async fn whoever_begins_now_sees_what_happens_from_now_on() {
    let world = World::new().await;
    let (none, from_empty) = follow(&world.store, &ChangeFilter::default(), FeedStart::Now, 10).await;
    assert!(none.is_empty());
    world.scan(1, &[with_socket("ci", 1)]).await;
    let (none, start) = follow(&world.store, &ChangeFilter::default(), FeedStart::Now, 10).await;
    assert!(none.is_empty());
    world.scan(2, &[hardened("ci", 2)]).await;
    let (found, start) = follow(&world.store, &ChangeFilter::default(), start, 10).await;
    assert_eq!(words(&found), ["resolved MNT-001 critical"]);
    let (none, _) = follow(&world.store, &ChangeFilter::default(), start, 10).await;
    assert!(none.is_empty(), "once");
    let (found, _) = follow(&world.store, &ChangeFilter::default(), from_empty, 10).await;
    assert_eq!(words(&found), ["opened MNT-001 critical", "resolved MNT-001 critical"]);
}

#[tokio::test]
async fn a_filter_may_change_while_the_cursor_stays() {
    let world = World::new().await;
    world.scan(1, &[with_socket("ci", 1)]).await;
    let none = ChangeFilter { rules: vec!["CAP-001".into()], ..ChangeFilter::default() };
    let (found, start) = follow(&world.store, &none, FeedStart::Oldest, 10).await;
    assert!(found.is_empty());
    world.scan(2, &[hardened("ci", 2)]).await;
    let (found, _) = follow(&world.store, &ChangeFilter::default(), start, 10).await;
    assert_eq!(words(&found), ["resolved MNT-001 critical"], "what the filter left out is behind the cursor");
}

#[tokio::test]
async fn a_cursor_of_another_list_or_another_past_is_refused() {
    let world = World::new().await;
    world.scan(1, &[plain("web")]).await;
    let (_, start) = follow(&world.store, &ChangeFilter::default(), FeedStart::Oldest, 10).await;
    let page = Page::first(1);
    let rows =
        world.store.list_findings(&admin(), &FindingFilter::default(), &page, minute(1)).await.unwrap();
    for foreign in [rows.next.unwrap(), Cursor("7".into()), Cursor(String::new())] {
        assert_eq!(problem(&world, FeedStart::After(foreign)).await.code(), "invalid");
    }
    // As after a restore: the same id stands for another event, or for none.
    for past in ["update finding_events set at = at + interval '1 second'", "delete from finding_events"] {
        sqlx::query(past).execute(world.store.pool()).await.unwrap();
        assert_eq!(problem(&world, start.clone()).await.code(), "invalid", "{past}");
    }
}

#[tokio::test]
async fn a_cursor_whose_next_change_is_not_kept_has_expired_and_says_how_to_go_on() {
    let world = World::new().await;
    let (_, empty) = follow(&world.store, &ChangeFilter::default(), FeedStart::Oldest, 10).await;
    world.scan(1, &[with_socket("ci", 1)]).await;
    let (_, first) = follow(&world.store, &ChangeFilter::default(), FeedStart::Oldest, 10).await;
    world.scan(2, &[hardened("ci", 2)]).await;
    world.scan(3, &[with_socket("ci", 3)]).await;
    let second = minute(2);
    assert_eq!(world.store.drop_changes(second, 100).await.unwrap(), 1);
    let (kept, newest) = follow(&world.store, &ChangeFilter::default(), FeedStart::Oldest, 10).await;
    assert_eq!(words(&kept), ["resolved MNT-001 critical", "reopened MNT-001 critical"]);
    let Problem::CursorExpired { detail } = problem(&world, empty).await else {
        panic!("it must have expired")
    };
    assert!(detail.contains("start=now"), "{detail}");
    let (found, _) = follow(&world.store, &ChangeFilter::default(), first.clone(), 10).await;
    assert_eq!(ids(&found), ids(&kept), "all that follows this cursor is kept");

    let end = minute(3) + TimeDelta::seconds(1);
    assert_eq!(world.store.drop_changes(end, 1).await.unwrap(), 1, "in steps");
    assert_eq!(problem(&world, first).await.code(), "cursor-expired");
    assert_eq!(world.store.drop_changes(end, 100).await.unwrap(), 1);
    assert_eq!(world.store.drop_changes(end, 100).await.unwrap(), 0);
    // Nothing is left: who begins at the oldest stands where the newest was, wherever the feed goes on.
    let (none, oldest) = follow(&world.store, &ChangeFilter::default(), FeedStart::Oldest, 10).await;
    assert!(none.is_empty());
    for start in [newest, oldest.clone(), FeedStart::Oldest, FeedStart::Now] {
        let (none, start) = follow(&world.store, &ChangeFilter::default(), start, 10).await;
        assert!(none.is_empty());
        let (none, _) = follow(&world.store, &ChangeFilter::default(), start, 10).await;
        assert!(none.is_empty());
    }
    world.scan(4, &[hardened("ci", 4)]).await;
    assert_eq!(words(&all(&world.store).await), ["resolved MNT-001 critical"]);
    let (found, _) = follow(&world.store, &ChangeFilter::default(), oldest, 10).await;
    assert_eq!(words(&found), ["resolved MNT-001 critical"]);
}

#[tokio::test]
async fn without_the_scope_read_nobody_follows() {
    let world = World::new().await;
    let token = Actor::Token {
        id: TokenId(uuid::Uuid::nil()),
        name: "token:x".into(),
        scopes: TokenScopes::default(),
    };
    let page = world.store.changes(&token, &ChangeFilter::default(), &FeedStart::Oldest, 1, ADDRESS).await;
    assert_eq!(page.unwrap_err().problem().code(), "missing-scope");
}
