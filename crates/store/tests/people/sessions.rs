use super::*;

async fn session(store: &Store) -> String {
    add(store, "ada", Role::Viewer).await;
    store.sign_in("ada", PASSWORD, start()).await.unwrap().unwrap().expose().to_owned()
}

async fn seen_at(store: &Store) -> DateTime<Utc> {
    sqlx::query_scalar("select seen_at from sessions").fetch_one(store.pool()).await.unwrap()
}

async fn lives(store: &Store, token: &str, after: TimeDelta) -> bool {
    store.session(token, start() + after).await.unwrap().is_some()
}

#[tokio::test]
async fn a_session_unused_for_12_hours_is_over() {
    let database = Database::create().await;
    let store = database.store().await;
    let token = session(&store).await;
    assert!(lives(&store, &token, TimeDelta::hours(12)).await);
    assert!(lives(&store, &token, TimeDelta::hours(24)).await, "it was used 12 hours ago");
    assert!(!lives(&store, &token, TimeDelta::hours(36) + TimeDelta::seconds(1)).await);
}

#[tokio::test]
async fn a_session_is_over_after_7_days_however_much_it_is_used() {
    let database = Database::create().await;
    let store = database.store().await;
    let token = session(&store).await;
    for hours in (0..=7 * 24).step_by(6) {
        assert!(lives(&store, &token, TimeDelta::hours(hours)).await, "{hours} h");
    }
    assert!(!lives(&store, &token, TimeDelta::days(7) + TimeDelta::seconds(1)).await);
}

#[tokio::test]
async fn use_is_noted_at_most_once_a_minute() {
    let database = Database::create().await;
    let store = database.store().await;
    let token = session(&store).await;
    assert!(lives(&store, &token, TimeDelta::seconds(59)).await);
    assert_eq!(seen_at(&store).await, start());
    assert!(lives(&store, &token, TimeDelta::seconds(60)).await);
    assert_eq!(seen_at(&store).await, start() + TimeDelta::seconds(60));
    assert!(lives(&store, &token, TimeDelta::seconds(5)).await, "a replica whose clock is behind");
    assert_eq!(seen_at(&store).await, start() + TimeDelta::seconds(60));
}

#[tokio::test]
async fn signing_out_ends_this_session_alone() {
    let database = Database::create().await;
    let store = database.store().await;
    let token = session(&store).await;
    let other = store.sign_in("ada", PASSWORD, start()).await.unwrap().unwrap();
    store.sign_out(&token).await.unwrap();
    store.sign_out(&token).await.unwrap();
    assert!(!lives(&store, &token, TimeDelta::zero()).await);
    assert!(lives(&store, other.expose(), TimeDelta::zero()).await);
    let ended = audit(&store).await.into_iter().filter(|(_, action, _)| action == "session.end").count();
    assert_eq!(ended, 1);
}

#[tokio::test]
async fn a_token_that_was_never_given_out_is_nobodys() {
    let database = Database::create().await;
    let store = database.store().await;
    session(&store).await;
    for token in ["", "\0", &"0".repeat(64), &"x".repeat(100_000)] {
        assert_eq!(store.session(token, start()).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_disabled_users_sessions_end_at_once_and_for_good() {
    let database = Database::create().await;
    let store = database.store().await;
    let token = session(&store).await;
    let id = store.session(&token, start()).await.unwrap().unwrap().user_id().unwrap();
    store.set_user_disabled(&operator(), id, true, start()).await.unwrap();
    assert!(!lives(&store, &token, TimeDelta::zero()).await);
    store.set_user_disabled(&operator(), id, false, start()).await.unwrap();
    assert!(!lives(&store, &token, TimeDelta::zero()).await);
    assert!(store.sign_in("ada", PASSWORD, start()).await.unwrap().is_some());
}

#[tokio::test]
async fn a_session_that_outlived_its_user_is_refused() {
    let database = Database::create().await;
    let store = database.store().await;
    let token = session(&store).await;
    sqlx::query("update users set disabled_at = now()").execute(store.pool()).await.unwrap();
    assert!(!lives(&store, &token, TimeDelta::zero()).await);
}

#[tokio::test]
async fn what_is_over_is_deleted_and_counted() {
    let database = Database::create().await;
    let store = database.store().await;
    let idle = session(&store).await;
    let later = start() + TimeDelta::hours(10);
    let used = store.sign_in("ada", PASSWORD, later).await.unwrap().unwrap();
    store.sign_in_link(&operator(), None, start()).await.unwrap();
    let now = start() + TimeDelta::hours(13);
    assert_eq!(store.expire_sessions(now).await.unwrap(), 2);
    assert_eq!(store.expire_sessions(now).await.unwrap(), 0);
    assert_eq!(store.session(&idle, start()).await.unwrap(), None);
    assert!(store.session(used.expose(), now).await.unwrap().is_some());
}
