//! Who may sign in, with what, and for how long.

use chrono::{DateTime, TimeDelta, Utc};
use fleet::{Actor, Problem, Role, UserId};
use store::testing::Database;
use store::{Result, Store, StoreError};

const PASSWORD: &str = "correct horse battery";

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_500_000, 0).unwrap()
}

fn operator() -> Actor {
    Actor::System("test".into())
}

fn person(role: Role) -> Actor {
    Actor::User { id: UserId(uuid::Uuid::max()), name: "eve".into(), role }
}

async fn add(store: &Store, name: &str, role: Role) -> UserId {
    store.add_user(&operator(), name, role, Some(PASSWORD), start()).await.unwrap()
}

fn problem<T: std::fmt::Debug>(result: Result<T>) -> Problem {
    match result.unwrap_err() {
        StoreError::Problem(problem) => problem,
        other => panic!("{other}"),
    }
}

/// The one field that is wrong.
fn wrong_field<T: std::fmt::Debug>(result: Result<T>) -> String {
    match problem(result) {
        Problem::Invalid { errors } if errors.len() == 1 => errors[0].field.clone(),
        other => panic!("{other:?}"),
    }
}

/// Actor, action and target of everything that was done, oldest first.
async fn audit(store: &Store) -> Vec<(String, String, String)> {
    let rows = sqlx::query_as("select actor, action, target from audit order by id");
    rows.fetch_all(store.pool()).await.unwrap()
}

async fn rows_of(store: &Store, table: &str) -> i64 {
    let sql = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
    sqlx::query_scalar(sql).fetch_one(store.pool()).await.unwrap()
}

mod signing_in {
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
        assert_eq!(
            audit(&store).await.last().unwrap(),
            &("Ada".into(), "session.begin".into(), id.to_string())
        );
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
}

mod sessions {
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
}

mod links {
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
}

mod users {
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
            let set = store.set_password(&operator(), ada, &password, start()).await;
            assert_eq!(wrong_field(set), "password");
        }
        assert_eq!(rows_of(&store, "users").await, 1);
        let longest = "ß".repeat(1_024);
        store.set_password(&operator(), ada, &longest, start()).await.unwrap();
        assert!(store.sign_in("ada", &longest, start()).await.unwrap().is_some());
    }

    #[tokio::test]
    async fn a_new_password_replaces_the_old_one_and_ends_sessions() {
        let database = Database::create().await;
        let store = database.store().await;
        let id = add(&store, "ada", Role::Viewer).await;
        let session = store.sign_in("ada", PASSWORD, start()).await.unwrap().unwrap();
        let ada = store.session(session.expose(), start()).await.unwrap().unwrap();
        store.set_password(&ada, id, "a staple of this kind", start()).await.unwrap();
        assert_eq!(store.session(session.expose(), start()).await.unwrap(), None);
        assert_eq!(store.sign_in("ada", PASSWORD, start()).await.unwrap(), None);
        assert!(store.sign_in("ada", "a staple of this kind", start()).await.unwrap().is_some());
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
            problem(store.set_password(&operator(), nobody, PASSWORD, start()).await),
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
                problem(store.set_password(&eve, ada, PASSWORD, start()).await),
                problem(store.list_users(&eve).await),
                problem(store.set_user_disabled(&eve, ada, true, start()).await),
                problem(store.sign_in_link(&eve, Some(ada), start()).await),
                problem(store.sign_in_link(&eve, None, start()).await),
            ];
            assert!(refusals.iter().all(|refusal| *refusal == Problem::Forbidden { needs: Role::Admin }));
        }
        assert_eq!(audit(&store).await, before);
    }
}
