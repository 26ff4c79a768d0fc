use super::*;

#[tokio::test]
async fn the_right_password_begins_a_session_of_that_user() {
    let database = Database::create().await;
    let store = database.store().await;
    let id = add(&store, "Ada", Role::Analyst).await;
    let token = store.sign_in(" ada ", PASSWORD, start()).await.unwrap().unwrap();
    let expected = Actor::User { id, name: "Ada".into(), role: Role::Analyst };
    assert_eq!(store.session(token.expose(), start()).await.unwrap(), Some(expected));
    let users = store.list_users(&operator()).await.unwrap();
    assert_eq!(users[0].last_sign_in_at, Some(start()));
    assert_eq!(audit(&store).await.last().unwrap(), &("Ada".into(), "session.begin".into(), id.to_string()));
}

#[tokio::test]
async fn two_tokens_differ_and_the_database_knows_neither() {
    let database = Database::create().await;
    let store = database.store().await;
    add(&store, "ada", Role::Viewer).await;
    let one = store.sign_in("ada", PASSWORD, start()).await.unwrap().unwrap();
    let two = store.sign_in("ada", PASSWORD, start()).await.unwrap().unwrap();
    assert_ne!(one, two);
    assert_eq!(one.expose().len(), 64, "256 bits in hexadecimal");
    let hashes: Vec<Vec<u8>> =
        sqlx::query_scalar("select token_hash from sessions").fetch_all(store.pool()).await.unwrap();
    for hash in hashes {
        assert_eq!(hash.len(), 32);
        assert!(![one.expose(), two.expose()].contains(&hex::encode(hash).as_str()));
    }
    assert_eq!(format!("{one:?}"), "SessionToken(…)");
}

#[tokio::test]
async fn everything_else_is_refused_alike() {
    let database = Database::create().await;
    let store = database.store().await;
    let ada = add(&store, "ada", Role::Viewer).await;
    let bob = add(&store, "bob", Role::Viewer).await;
    store.set_user_disabled(&operator(), bob, true, start()).await.unwrap();
    store.add_user(&operator(), "link only", Role::Viewer, None, start()).await.unwrap();
    let endless = "x".repeat(100_000);
    for (name, password) in [
        ("ada", "correct horse batter"),
        ("ada", ""),
        ("ada", endless.as_str()),
        ("bob", PASSWORD),
        ("link only", ""),
        ("nobody", PASSWORD),
        ("", ""),
        ("ada\0", PASSWORD),
        (endless.as_str(), PASSWORD),
    ] {
        let answer = store.sign_in(name, password, start()).await.unwrap();
        assert_eq!(answer, None, "{name:.20} {password:.20}");
    }
    assert_eq!(rows_of(&store, "sessions").await, 0);
    let refused: Vec<_> =
        audit(&store).await.into_iter().filter(|(_, action, _)| action == "session.refuse").collect();
    assert_eq!(refused.len(), 9);
    assert_eq!(refused[0].2, ada.to_string());
}

#[tokio::test]
async fn a_password_typed_as_the_name_is_kept_nowhere() {
    let database = Database::create().await;
    let store = database.store().await;
    store.sign_in("hunter2hunter2", "ada", start()).await.unwrap();
    let kept: String =
        sqlx::query_scalar("select audit::text from audit").fetch_one(store.pool()).await.unwrap();
    assert!(!kept.contains("hunter2"), "{kept}");
}
