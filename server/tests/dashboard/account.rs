use fleet::{Actor, Role};
use testkit::app::{PASSWORD, TestApp, location, sent_on, text};

const NEW: &str = "a staple of this kind";

#[tokio::test]
async fn who_came_by_a_link_is_asked_for_a_password_and_signs_in_with_it() {
    let app = TestApp::open().await;
    let operator = Actor::System("test".into());
    let link = app.store.sign_in_link(&operator, None, app.start).await.expect("made");
    let mut browser = app.browser();
    browser.submit("/session/link", &[("token", link.expose())]).await;
    assert!(text(browser.open("/").await).await.contains("Set a password"));
    let page = text(browser.open("/account").await).await;
    assert!(page.contains("Set a password") && !page.contains("Current password"), "{page}");

    let answer = browser.submit("/fn/set_password", &[("new", NEW)]).await;
    assert_eq!(sent_on(&answer), "/sign-in?password=set");
    let page = text(browser.open("/sign-in?password=set").await).await;
    assert!(page.contains("Your password is set"), "{page}");
    let answer = browser.submit("/session", &[("name", "admin"), ("password", NEW)]).await;
    assert_eq!(location(&answer), "/");
    assert!(!text(browser.open("/").await).await.contains("Set a password"));
}

#[tokio::test]
async fn a_password_is_changed_by_who_knows_it_and_never_stands_in_an_address() {
    let app = TestApp::open().await;
    let mut browser = app.signed_in("ada", Role::Viewer).await;
    assert!(text(browser.open("/account").await).await.contains("Current password"));
    let refused =
        browser.submit("/fn/set_password", &[("current", "a guess of that kind"), ("new", NEW)]).await;
    let back = sent_on(&refused);
    assert!(!back.contains("guess") && !back.contains("staple"), "{back}");

    let changed = browser.submit("/fn/set_password", &[("current", PASSWORD), ("new", NEW)]).await;
    assert_eq!(sent_on(&changed), "/sign-in?password=set");
    assert_eq!(location(&browser.open("/").await), "/sign-in", "the session has ended");
    let answer = browser.submit("/session", &[("name", "ada"), ("password", NEW)]).await;
    assert_eq!(location(&answer), "/");
}
