use fleet::Role;
use http::{Method, StatusCode};
use testkit::app::{PASSWORD, TestApp, location, sent_on, text};

use super::{HOSTILE, actions, administrator, page, shown};

#[tokio::test]
async fn somebody_is_added_with_a_link_that_is_shown_once_and_signs_them_in_once() {
    let app = TestApp::open().await;
    let mut admin = administrator(&app).await;
    assert!(page(&mut admin, "/settings/users").await.contains("href=\"/settings/users/new\""));
    let answer = admin.submit("/settings/users/new", &[("name", "bob"), ("role", "analyst")]).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let added = text(answer).await;
    let link = shown(&added);
    let token = link.split("token=").nth(1).expect("a link with a token").to_owned();
    assert!(link.starts_with("http://127.0.0.1:7466/sign-in/link?token="), "{link}");

    for path in ["/settings/users/new", "/settings/users", "/settings/audit"] {
        assert!(!page(&mut admin, path).await.contains(&token), "{path} shows it again");
    }
    assert!(!app.database_text().await.contains(&token), "the database holds it");

    let mut bob = app.browser();
    assert_eq!(location(&bob.submit("/session/link", &[("token", &token)]).await), "/");
    assert!(page(&mut bob, "/account").await.contains("Set a password"));
    let again = app.browser().submit("/session/link", &[("token", &token)]).await;
    assert_eq!(location(&again), "/sign-in?problem=link");
    assert!(page(&mut admin, "/settings/users").await.contains("bob"));
    let done = actions(&app).await;
    assert_eq!(done[..3], ["session.begin", "link.make", "user.add"]);
}

#[tokio::test]
async fn what_was_typed_stays_when_it_is_refused() {
    let app = TestApp::open().await;
    let mut admin = administrator(&app).await;
    let taken = [("name", "ADA"), ("role", "analyst")];
    let answer = admin.submit("/settings/users/new", &taken).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let refused = text(answer).await;
    assert!(refused.contains("somebody has this name already"), "{refused}");
    assert!(refused.contains("value=\"ADA\""), "the name is still there");
    let chosen = refused.split("<input").find(|input| input.contains("value=\"analyst\"")).expect("a role");
    assert!(chosen.split('>').next().expect("a tag").contains("checked"), "{chosen}");
    assert!(!refused.contains("id=\"secret\""));
}

#[tokio::test]
async fn roles_and_access_are_changed_by_forms_alone() {
    let app = TestApp::open().await;
    let mut admin = administrator(&app).await;
    let mut bob = app.signed_in("bob", Role::Viewer).await;
    let id = id_of(&app, "bob").await;
    let path = format!("/settings/users/{id}");
    let shown = page(&mut admin, &path).await;
    for form in ["/fn/set_role", "/fn/set_user_disabled"] {
        assert!(shown.contains(&format!("action=\"{form}\"")), "{form}: {shown}");
    }

    admin.submit("/fn/set_role", &[("id", &id), ("role", "admin")]).await;
    assert_eq!(bob.open("/settings/users").await.status(), StatusCode::OK, "at once");
    admin.submit("/fn/set_user_disabled", &[("id", &id), ("disabled", "true")]).await;
    assert!(location(&bob.open("/").await).starts_with("/sign-in"));
    assert!(page(&mut admin, &path).await.contains("Disabled"));
    admin.submit("/fn/set_user_disabled", &[("id", &id), ("disabled", "false")]).await;
    let back = app.browser().submit("/session", &[("name", "bob"), ("password", PASSWORD)]).await;
    assert_eq!(location(&back), "/");
    let done = actions(&app).await;
    for action in ["user.set_role", "user.disable", "user.enable"] {
        assert!(done.contains(&action.to_owned()), "{action}: {done:?}");
    }
}

#[tokio::test]
async fn a_reset_ends_the_password_and_shows_a_new_link() {
    let app = TestApp::open().await;
    let mut admin = administrator(&app).await;
    let mut bob = app.signed_in("bob", Role::Viewer).await;
    let path = format!("/settings/users/{}", id_of(&app, "bob").await);
    assert!(page(&mut admin, &path).await.contains("Reset the password…"));
    let reset = text(admin.submit(&path, &[]).await).await;
    let token = shown(&reset).split("token=").nth(1).expect("a token").to_owned();
    assert!(location(&bob.open("/").await).starts_with("/sign-in"), "the session has ended");
    let old = app.browser().submit("/session", &[("name", "bob"), ("password", PASSWORD)]).await;
    assert_eq!(location(&old), "/sign-in?problem=unauthenticated");
    assert!(!page(&mut admin, &path).await.contains(&token), "it is shown once");
    assert_eq!(location(&bob.submit("/session/link", &[("token", &token)]).await), "/");
}

#[tokio::test]
async fn nobody_takes_their_own_role_or_access_away() {
    let app = TestApp::open().await;
    let mut admin = administrator(&app).await;
    let id = id_of(&app, "ada").await;
    let own = page(&mut admin, &format!("/settings/users/{id}")).await;
    assert!(own.contains("This is you") && !own.contains("/fn/set_role"), "{own}");
    let (headers, form) = ([("sec-fetch-site", "same-origin")], format!("id={id}&role=viewer"));
    let refused = admin.send(Method::POST, "/fn/set_role", "application/json", &headers, form).await;
    assert_eq!(refused.status(), StatusCode::CONFLICT, "the last administrator stays one");
    assert_eq!(admin.open("/settings/users").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_hostile_name_stays_text() {
    let app = TestApp::open().await;
    let mut admin = administrator(&app).await;
    let added =
        text(admin.submit("/settings/users/new", &[("name", HOSTILE), ("role", "viewer")]).await).await;
    let path = format!("/settings/users/{}", id_of(&app, HOSTILE).await);
    for html in [added, page(&mut admin, "/settings/users").await, page(&mut admin, &path).await] {
        assert!(html.contains("&lt;script&gt;alert(1)") && !html.contains(HOSTILE), "{html}");
    }
}

#[tokio::test]
async fn other_roles_are_offered_nothing_of_it() {
    let app = TestApp::open().await;
    for role in [Role::Viewer, Role::Analyst] {
        let mut browser = app.signed_in(role.as_str(), role).await;
        let overview = page(&mut browser, "/").await;
        assert!(!overview.contains(">Settings"), "{role}");
        assert_eq!(sent_on(&browser.open("/settings").await), "/settings/about");
        let about = page(&mut browser, "/settings/about").await;
        assert!(!about.contains("/settings/users"), "{role} is shown no way there");
        for part in ["users", "users/new", "tokens", "tokens/new", "webhooks", "webhooks/new", "audit"] {
            let answer = browser.open(&format!("/settings/{part}")).await;
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{role} at {part}");
            let refused = text(answer).await;
            assert!(
                refused.contains("It needs the role admin")
                    && !refused.contains("<form method=\"post\" action=\"/settings"),
                "{part}"
            );
        }
    }
    let mut admin = administrator(&app).await;
    assert!(page(&mut admin, "/").await.contains("href=\"/settings\""));
    assert_eq!(sent_on(&admin.open("/settings").await), "/settings/users");
}

async fn id_of(app: &TestApp, name: &str) -> String {
    let users = app.store.list_users(&app.operator()).await.expect("listed");
    users.into_iter().find(|user| user.name == name).expect("there").id.to_string()
}
