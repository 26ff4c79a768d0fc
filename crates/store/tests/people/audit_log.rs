use fleet::audit::AuditFilter;
use fleet::{Cursor, Page};

use super::*;

async fn actions(store: &Store, actor: Option<&str>, action: Option<&str>) -> Vec<String> {
    let filter = AuditFilter { actor: actor.map(str::to_owned), action: action.map(str::to_owned) };
    let page = store.list_audit(&operator(), &filter, &Page::default()).await.unwrap();
    assert_eq!(page.total, i64::try_from(page.items.len()).unwrap());
    page.items.into_iter().map(|entry| entry.action).collect()
}

#[tokio::test]
async fn it_is_read_newest_first_by_who_and_by_what() {
    let database = Database::create().await;
    let store = database.store().await;
    let ada = add(&store, "ada", Role::Admin).await;
    let actor = Actor::User { id: ada, name: "ada".into(), role: Role::Admin };
    let bob = store.add_user(&actor, "bob", Role::Viewer, None, start()).await.unwrap();
    store.sign_in_link(&actor, Some(bob), start()).await.unwrap();
    store.set_user_disabled(&operator(), bob, true, start()).await.unwrap();

    assert_eq!(actions(&store, None, None).await, ["user.disable", "link.make", "user.add", "user.add"]);
    assert_eq!(actions(&store, Some("ada"), None).await, ["link.make", "user.add"]);
    assert_eq!(actions(&store, None, Some("user")).await, ["user.disable", "user.add", "user.add"]);
    assert_eq!(actions(&store, Some("test"), Some("user.add")).await, ["user.add"]);
    for nothing in ["use", "user.", "%", "' or true --", "a\0b"] {
        assert_eq!(actions(&store, None, Some(nothing)).await, [""; 0], "{nothing:?}");
    }
}

#[tokio::test]
async fn its_pages_neither_skip_nor_repeat_while_it_grows() {
    let database = Database::create().await;
    let store = database.store().await;
    for name in ["a", "b", "c", "d", "e"] {
        add(&store, name, Role::Viewer).await;
    }
    let (mut seen, mut after): (Vec<i64>, Option<Cursor>) = (Vec::new(), None);
    loop {
        let page = Page { after, limit: 2 };
        let page = store.list_audit(&operator(), &AuditFilter::default(), &page).await.unwrap();
        seen.extend(page.items.iter().map(|entry| entry.id));
        add(&store, &format!("later {}", seen.len()), Role::Viewer).await;
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    let expected: Vec<i64> = seen.iter().copied().max().map(|newest| (1..=newest).rev().collect()).unwrap();
    assert_eq!(seen, expected);
    assert_eq!(seen.len(), 5);
}

#[tokio::test]
async fn only_administrators_read_it() {
    let database = Database::create().await;
    let store = database.store().await;
    for role in [Role::Viewer, Role::Analyst] {
        let asked = store.list_audit(&person(role), &AuditFilter::default(), &Page::default()).await;
        assert_eq!(problem(asked), Problem::Forbidden { needs: Role::Admin });
    }
}
