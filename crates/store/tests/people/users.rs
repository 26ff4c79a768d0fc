use fleet::Page;
use fleet::access::TokenScope;
use fleet::session::UserFilter;
use fleet::token::NewToken;

use super::*;

#[tokio::test]
async fn a_user_is_listed_as_added() {
    let database = Database::create().await;
    let store = database.store().await;
    add(&store, "bob", Role::Admin).await;
    let ada = store.add_user(&operator(), " Ada ", Role::Viewer, None, start()).await.unwrap();
    let users = store.list_users(&operator()).await.unwrap();
    let names: Vec<_> = users.iter().map(|user| (user.name.as_str(), user.role)).collect();
    assert_eq!(names, [("Ada", Role::Viewer), ("bob", Role::Admin)]);
    assert_eq!(users[0].id, ada);
    assert_eq!(users.iter().map(|user| user.has_password).collect::<Vec<_>>(), [false, true]);
    assert_eq!((users[0].created_at, users[0].last_sign_in_at), (start(), None));
    assert_eq!(audit(&store).await[1], ("test".into(), "user.add".into(), ada.to_string()));
}

#[tokio::test]
async fn users_are_given_in_parts_by_role_and_one_by_one() {
    let database = Database::create().await;
    let store = database.store().await;
    let mut ids = Vec::new();
    for (name, role) in
        [("bob", Role::Admin), ("Ada", Role::Viewer), ("carol", Role::Viewer), ("Dan", Role::Analyst)]
    {
        ids.push(add(&store, name, role).await);
    }
    store.set_user_disabled(&operator(), ids[2], true, start()).await.unwrap();
    let listed = async |filter: &UserFilter, limit| {
        let (mut names, mut after) = (Vec::new(), None);
        loop {
            let part = store.page_of_users(&operator(), filter, &Page::after(after, limit)).await.unwrap();
            names.extend(part.items.into_iter().map(|user| user.name));
            after = part.next;
            if after.is_none() {
                assert_eq!(part.total, i64::try_from(names.len()).unwrap());
                return names;
            }
        }
    };
    let viewers = UserFilter { roles: vec![Role::Viewer], ..UserFilter::default() };
    for limit in [1, 2, 500] {
        assert_eq!(listed(&UserFilter::default(), limit).await, ["Ada", "bob", "carol", "Dan"]);
        assert_eq!(listed(&viewers, limit).await, ["Ada", "carol"]);
    }
    let disabled = |disabled| UserFilter { disabled: Some(disabled), ..viewers.clone() };
    assert_eq!(listed(&disabled(true), 1).await, ["carol"]);
    assert_eq!(listed(&disabled(false), 1).await, ["Ada"]);
    assert_eq!(store.user(&operator(), ids[3]).await.unwrap().unwrap().name, "Dan");
    assert_eq!(store.user(&operator(), UserId(uuid::Uuid::nil())).await.unwrap(), None);
    for role in [Role::Viewer, Role::Analyst] {
        let eve = person(role);
        let admin = Problem::Forbidden { needs: Role::Admin };
        assert_eq!(problem(store.page_of_users(&eve, &UserFilter::default(), &Page::default()).await), admin);
        assert_eq!(problem(store.user(&eve, ids[0]).await), admin);
    }
}

#[tokio::test]
async fn tokens_are_given_in_parts_by_whether_they_are_in_use() {
    let database = Database::create().await;
    let store = database.store().await;
    let at = |minutes| start() + TimeDelta::minutes(minutes);
    let mut ids = Vec::new();
    for (number, expires_at) in [(0, None), (1, Some(at(10))), (2, None), (3, Some(at(90)))] {
        let new = NewToken { name: format!("t{number}"), scopes: vec![TokenScope::Read], expires_at };
        ids.push(store.create_token(&operator(), &new, at(number)).await.unwrap().0.id);
    }
    store.revoke_token(&operator(), ids[2], at(5)).await.unwrap();
    let listed = async |in_use, limit| {
        let (mut names, mut after) = (Vec::new(), None);
        loop {
            let page = Page::after(after, limit);
            let part = store.page_of_tokens(&operator(), in_use, &page, at(20)).await.unwrap();
            names.extend(part.items.into_iter().map(|token| token.name));
            after = part.next;
            if after.is_none() {
                assert_eq!(part.total, i64::try_from(names.len()).unwrap());
                return names;
            }
        }
    };
    for limit in [1, 500] {
        assert_eq!(listed(None, limit).await, ["t0", "t1", "t2", "t3"]);
        assert_eq!(listed(Some(true), limit).await, ["t0", "t3"]);
        assert_eq!(listed(Some(false), limit).await, ["t1", "t2"]);
    }
    let refused = store.page_of_tokens(&person(Role::Analyst), None, &Page::default(), at(20)).await;
    assert_eq!(problem(refused), Problem::Forbidden { needs: Role::Admin });
}

#[tokio::test]
async fn a_name_out_of_range_or_taken_is_refused() {
    let database = Database::create().await;
    let store = database.store().await;
    add(&store, "ada", Role::Viewer).await;
    for name in ["", "  ", &"a".repeat(101), "a\0b", "a\nb", "\u{1b}[2J", "ADA"] {
        let refused = store.add_user(&operator(), name, Role::Viewer, None, start()).await;
        assert_eq!(wrong_field(refused), "name", "{name:?}");
    }
    let longest = "ß".repeat(100);
    store.add_user(&operator(), &longest, Role::Viewer, None, start()).await.unwrap();
    assert_eq!(rows_of(&store, "users").await, 2);
    assert_eq!(rows_of(&store, "audit").await, 2);
}

#[tokio::test]
async fn a_password_of_11_or_1025_characters_is_refused() {
    let database = Database::create().await;
    let store = database.store().await;
    let ada = add(&store, "ada", Role::Viewer).await;
    for password in ["x".repeat(11), "ß".repeat(1_025)] {
        let added = store.add_user(&operator(), "bob", Role::Viewer, Some(&password), start()).await;
        assert_eq!(wrong_field(added), "password");
        let set = store.set_password(&operator(), ada, None, &password, start()).await;
        assert_eq!(wrong_field(set), "password");
    }
    assert_eq!(rows_of(&store, "users").await, 1);
    let longest = "ß".repeat(1_024);
    store.set_password(&operator(), ada, None, &longest, start()).await.unwrap();
    assert!(store.sign_in("ada", &longest, start()).await.unwrap().is_some());
}

#[tokio::test]
async fn a_new_password_replaces_the_old_one_and_ends_sessions() {
    let database = Database::create().await;
    let store = database.store().await;
    let id = add(&store, "ada", Role::Viewer).await;
    let session = store.sign_in("ada", PASSWORD, start()).await.unwrap().unwrap();
    let ada = store.session(session.expose(), start()).await.unwrap().unwrap();
    store.set_password(&ada, id, Some(PASSWORD), "a staple of this kind", start()).await.unwrap();
    assert_eq!(store.session(session.expose(), start()).await.unwrap(), None);
    assert_eq!(store.sign_in("ada", PASSWORD, start()).await.unwrap(), None);
    assert!(store.sign_in("ada", "a staple of this kind", start()).await.unwrap().is_some());
}

#[tokio::test]
async fn a_person_who_has_a_password_needs_it_to_set_another_and_an_operator_does_not() {
    let database = Database::create().await;
    let store = database.store().await;
    let new = "a staple of this kind";
    for role in Role::ALL {
        let id = add(&store, role.as_str(), role).await;
        let person = Actor::User { id, name: role.as_str().into(), role };
        for current in [None, Some(""), Some("a guess of that kind")] {
            let refused = store.set_password(&person, id, current, new, start()).await;
            assert_eq!(wrong_field(refused), "current password", "{role} {current:?}");
        }
        assert!(store.sign_in(role.as_str(), PASSWORD, start()).await.unwrap().is_some());
        store.set_password(&person, id, Some(PASSWORD), new, start()).await.unwrap();
        assert!(store.sign_in(role.as_str(), new, start()).await.unwrap().is_some());
        store.set_password(&operator(), id, None, PASSWORD, start()).await.unwrap();
    }
}

#[tokio::test]
async fn a_person_without_a_password_sets_the_first_one() {
    let database = Database::create().await;
    let store = database.store().await;
    let id = store.add_user(&operator(), "ada", Role::Admin, None, start()).await.unwrap();
    let ada = Actor::User { id, name: "ada".into(), role: Role::Admin };
    assert!(!store.has_password(&ada).await.unwrap());
    store.set_password(&ada, id, None, PASSWORD, start()).await.unwrap();
    assert!(store.has_password(&ada).await.unwrap());
    assert!(store.sign_in("ada", PASSWORD, start()).await.unwrap().is_some());
    assert_eq!(problem(store.has_password(&operator()).await), Problem::NotFound);
}

#[tokio::test]
async fn passwords_are_kept_as_argon2id_only() {
    let database = Database::create().await;
    let store = database.store().await;
    add(&store, "ada", Role::Viewer).await;
    let kept: Vec<String> =
        sqlx::query_scalar("select users::text from users union all select audit::text from audit")
            .fetch_all(store.pool())
            .await
            .unwrap();
    assert!(kept[0].contains("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", kept[0]);
    assert!(kept.iter().all(|row| !row.contains(PASSWORD)), "{kept:?}");
}

#[tokio::test]
async fn the_last_administrator_cannot_be_disabled() {
    let database = Database::create().await;
    let store = database.store().await;
    let viewer = add(&store, "viewer", Role::Viewer).await;
    store.set_user_disabled(&operator(), viewer, true, start()).await.unwrap();
    let (one, two) = (add(&store, "one", Role::Admin).await, add(&store, "two", Role::Admin).await);
    store.set_user_disabled(&operator(), one, true, start()).await.unwrap();
    let refused = problem(store.set_user_disabled(&operator(), two, true, start()).await);
    assert!(matches!(refused, Problem::Conflict { .. }), "{refused:?}");
    assert!(store.sign_in("two", PASSWORD, start()).await.unwrap().is_some());
    assert_eq!(store.administrators().await.unwrap(), 1);
}

#[tokio::test]
async fn two_administrators_who_disable_each_other_do_not_both_succeed() {
    let database = Database::create().await;
    let store = database.store().await;
    let (one, two) = (add(&store, "one", Role::Admin).await, add(&store, "two", Role::Admin).await);
    let disable = |id| {
        let store = store.clone();
        async move { store.set_user_disabled(&operator(), id, true, start()).await.is_ok() }
    };
    let (first, second) = tokio::join!(disable(one), disable(two));
    assert!(first != second);
    assert_eq!(store.administrators().await.unwrap(), 1);
}

#[tokio::test]
async fn nobody_can_be_changed_who_is_not_there() {
    let database = Database::create().await;
    let store = database.store().await;
    let nobody = UserId(uuid::Uuid::nil());
    let disabled = store.set_user_disabled(&operator(), nobody, true, start()).await;
    assert_eq!(problem(disabled), Problem::NotFound);
    assert_eq!(
        problem(store.set_password(&operator(), nobody, None, PASSWORD, start()).await),
        Problem::NotFound
    );
    assert_eq!(rows_of(&store, "audit").await, 0);
}

#[tokio::test]
async fn managing_people_needs_the_role_admin() {
    let database = Database::create().await;
    let store = database.store().await;
    let ada = add(&store, "ada", Role::Admin).await;
    let before = audit(&store).await;
    for role in [Role::Viewer, Role::Analyst] {
        let eve = person(role);
        let refusals = [
            problem(store.add_user(&eve, "mallory", Role::Admin, None, start()).await),
            problem(store.set_password(&eve, ada, None, PASSWORD, start()).await),
            problem(store.list_users(&eve).await),
            problem(store.set_user_disabled(&eve, ada, true, start()).await),
            problem(store.sign_in_link(&eve, Some(ada), start()).await),
            problem(store.sign_in_link(&eve, None, start()).await),
        ];
        assert!(refusals.iter().all(|refusal| *refusal == Problem::Forbidden { needs: Role::Admin }));
    }
    assert_eq!(audit(&store).await, before);
}
