use super::*;

#[tokio::test]
async fn a_reset_forgets_password_sessions_and_links_and_gives_one_new_link() {
    let database = Database::create().await;
    let store = database.store().await;
    let ada = add(&store, "ada", Role::Analyst).await;
    let session = store.sign_in("ada", PASSWORD, start()).await.unwrap().unwrap();
    let old = store.sign_in_link(&operator(), Some(ada), start()).await.unwrap();

    let link = store.reset_sign_in(&operator(), ada, start()).await.unwrap();
    assert_eq!(store.session(session.expose(), start()).await.unwrap(), None);
    assert_eq!(store.sign_in("ada", PASSWORD, start()).await.unwrap(), None);
    assert_eq!(store.consume_link(old.expose(), start()).await.unwrap(), None);

    let again = store.consume_link(link.expose(), start()).await.unwrap().unwrap();
    let actor = store.session(again.expose(), start()).await.unwrap().unwrap();
    assert!(!store.has_password(&actor).await.unwrap());
    store.set_password(&actor, ada, None, "a staple of this kind", start()).await.unwrap();
    assert!(store.sign_in("ada", "a staple of this kind", start()).await.unwrap().is_some());
    assert!(audit(&store).await.contains(&("test".into(), "user.reset_sign_in".into(), ada.to_string())));
}

#[tokio::test]
async fn nobody_else_resets_and_who_is_disabled_stays_out() {
    let database = Database::create().await;
    let store = database.store().await;
    let ada = add(&store, "ada", Role::Viewer).await;
    let refused = problem(store.reset_sign_in(&person(Role::Analyst), ada, start()).await);
    assert_eq!(refused, Problem::Forbidden { needs: Role::Admin });
    assert!(store.sign_in("ada", PASSWORD, start()).await.unwrap().is_some(), "nothing was forgotten");

    store.set_user_disabled(&operator(), ada, true, start()).await.unwrap();
    assert_eq!(problem(store.reset_sign_in(&operator(), ada, start()).await), Problem::NotFound);
    assert_eq!(rows_of(&store, "sign_in_links").await, 0);
}
