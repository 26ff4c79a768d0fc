use super::*;

const VALID: TimeDelta = TimeDelta::minutes(15);

#[tokio::test]
async fn a_link_signs_its_user_in_once() {
    let database = Database::create().await;
    let store = database.store().await;
    let id = add(&store, "ada", Role::Viewer).await;
    let link = store.sign_in_link(&operator(), Some(id), start()).await.unwrap();
    let token = store.consume_link(link.expose(), start()).await.unwrap().unwrap();
    let actor = store.session(token.expose(), start()).await.unwrap().unwrap();
    assert_eq!(actor.user_id(), Some(id));
    assert_eq!(store.consume_link(link.expose(), start()).await.unwrap(), None);
}

#[tokio::test]
async fn of_many_who_use_a_link_at_once_one_is_signed_in() {
    let database = Database::create().await;
    let store = database.store().await;
    let link = store.sign_in_link(&operator(), None, start()).await.unwrap();
    let mut attempts = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (store, link) = (store.clone(), link.clone());
        attempts.spawn(async move { store.consume_link(link.expose(), start()).await.unwrap() });
    }
    let signed_in = attempts.join_all().await.into_iter().flatten().count();
    assert_eq!(signed_in, 1);
    assert_eq!(rows_of(&store, "sessions").await, 1);
}

#[tokio::test]
async fn a_link_is_worthless_after_15_minutes() {
    let database = Database::create().await;
    let store = database.store().await;
    let id = add(&store, "ada", Role::Viewer).await;
    let late = store.sign_in_link(&operator(), Some(id), start()).await.unwrap();
    assert_eq!(store.consume_link(late.expose(), start() + VALID).await.unwrap(), None);
    let last_moment = start() + VALID - TimeDelta::seconds(1);
    assert!(store.consume_link(late.expose(), last_moment).await.unwrap().is_some());
}

#[tokio::test]
async fn only_the_hash_of_a_link_is_stored() {
    let database = Database::create().await;
    let store = database.store().await;
    let link = store.sign_in_link(&operator(), None, start()).await.unwrap();
    let kept: Vec<String> = sqlx::query_scalar(
        "select encode(token_hash, 'hex') || sign_in_links::text from sign_in_links
         union all select audit::text from audit",
    )
    .fetch_all(store.pool())
    .await
    .unwrap();
    assert!(kept.iter().all(|row| !row.contains(link.expose())), "{kept:?}");
}

#[tokio::test]
async fn the_first_administrator_is_made_when_the_link_is_used() {
    let database = Database::create().await;
    let store = database.store().await;
    let link = store.sign_in_link(&operator(), None, start()).await.unwrap();
    let other = store.sign_in_link(&operator(), None, start()).await.unwrap();
    assert_eq!(store.administrators().await.unwrap(), 0);
    let token = store.consume_link(link.expose(), start()).await.unwrap().unwrap();
    let actor = store.session(token.expose(), start()).await.unwrap().unwrap();
    assert!(matches!(&actor, Actor::User { name, role: Role::Admin, .. } if name == "admin"));
    assert_eq!(store.administrators().await.unwrap(), 1);
    assert_eq!(store.consume_link(other.expose(), start()).await.unwrap(), None, "there is one already");
    assert_eq!(store.administrators().await.unwrap(), 1);
    let refused = problem(store.sign_in_link(&operator(), None, start()).await);
    assert!(matches!(refused, Problem::Conflict { .. }), "{refused:?}");
}

#[tokio::test]
async fn the_first_administrator_gets_another_name_when_it_is_taken() {
    let database = Database::create().await;
    let store = database.store().await;
    add(&store, "Admin", Role::Viewer).await;
    let link = store.sign_in_link(&operator(), None, start()).await.unwrap();
    let token = store.consume_link(link.expose(), start()).await.unwrap().unwrap();
    let actor = store.session(token.expose(), start()).await.unwrap().unwrap();
    assert_eq!(actor.name(), "admin-2");
}

#[tokio::test]
async fn nobody_signs_in_by_link_who_may_not_sign_in() {
    let database = Database::create().await;
    let store = database.store().await;
    let id = add(&store, "ada", Role::Viewer).await;
    let link = store.sign_in_link(&operator(), Some(id), start()).await.unwrap();
    store.set_user_disabled(&operator(), id, true, start()).await.unwrap();
    assert_eq!(store.consume_link(link.expose(), start()).await.unwrap(), None);
    for nobody in [id, UserId(uuid::Uuid::nil())] {
        let refused = problem(store.sign_in_link(&operator(), Some(nobody), start()).await);
        assert_eq!(refused, Problem::NotFound);
    }
    for token in ["", "\0", &"0".repeat(64)] {
        assert_eq!(store.consume_link(token, start()).await.unwrap(), None);
    }
}
