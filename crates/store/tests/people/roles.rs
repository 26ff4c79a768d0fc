use super::*;

#[tokio::test]
async fn another_role_counts_in_sessions_that_are_open() {
    let database = Database::create().await;
    let store = database.store().await;
    let ada = add(&store, "ada", Role::Viewer).await;
    let session = store.sign_in("ada", PASSWORD, start()).await.unwrap().unwrap();
    store.set_role(&operator(), ada, Role::Analyst, start()).await.unwrap();
    let actor = store.session(session.expose(), start()).await.unwrap().unwrap();
    assert_eq!(actor, Actor::User { id: ada, name: "ada".into(), role: Role::Analyst });
    assert!(audit(&store).await.contains(&("test".into(), "user.set_role".into(), ada.to_string())));
}

#[tokio::test]
async fn the_last_administrator_stays_one() {
    let database = Database::create().await;
    let store = database.store().await;
    let ada = add(&store, "ada", Role::Admin).await;
    let refused = problem(store.set_role(&operator(), ada, Role::Analyst, start()).await);
    assert!(matches!(refused, Problem::Conflict { .. }), "{refused:?}");
    add(&store, "bob", Role::Admin).await;
    store.set_role(&operator(), ada, Role::Analyst, start()).await.unwrap();
    assert_eq!(store.administrators().await.unwrap(), 1);
}

#[tokio::test]
async fn only_administrators_give_roles_and_only_to_who_is_there() {
    let database = Database::create().await;
    let store = database.store().await;
    let ada = add(&store, "ada", Role::Viewer).await;
    for role in [Role::Viewer, Role::Analyst] {
        let refused = problem(store.set_role(&person(role), ada, Role::Admin, start()).await);
        assert_eq!(refused, Problem::Forbidden { needs: Role::Admin });
    }
    let nobody = UserId(uuid::Uuid::nil());
    let refused = problem(store.set_role(&operator(), nobody, Role::Admin, start()).await);
    assert_eq!(refused, Problem::NotFound);
}
