use chrono::TimeDelta;
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

#[tokio::test]
async fn the_current_password_cannot_be_guessed_with_a_session_that_was_left_open() {
    let app = TestApp::open().await;
    let mut browser = app.signed_in("ada", Role::Viewer).await;
    for guess in ["first guess at it", "second guess at it", "third guess", "fourth guess", "fifth guess"] {
        let refused = browser.submit("/fn/set_password", &[("current", guess), ("new", NEW)]).await;
        assert!(!sent_on(&refused).starts_with("/sign-in"), "it is another");
    }
    let right = browser.submit("/fn/set_password", &[("current", PASSWORD), ("new", NEW)]).await;
    assert_eq!(right.status(), 409);
    assert!(text(right).await.contains("too many wrong passwords"));
    assert_eq!(browser.open("/account").await.status(), 200, "nothing else is refused");

    app.clock.advance(TimeDelta::minutes(15));
    let changed = browser.submit("/fn/set_password", &[("current", PASSWORD), ("new", NEW)]).await;
    assert_eq!(sent_on(&changed), "/sign-in?password=set");
}
