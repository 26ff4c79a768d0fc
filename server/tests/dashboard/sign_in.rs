use chrono::TimeDelta;
use fleet::{Actor, Role};
use http::StatusCode;
use http::header::SET_COOKIE;
use server::config::Exposure;
use testkit::app::{PASSWORD, TestApp, location};

#[tokio::test]
async fn the_right_password_leads_where_one_wanted_to_go() {
    let app = TestApp::open().await;
    app.add_user("ada", Role::Analyst).await;
    let mut browser = app.browser();
    let asked = browser.open("/workloads?q=web").await;
    assert_eq!(location(&asked), "/sign-in?next=/workloads%3Fq%3Dweb");

    let fields = [("name", "ada"), ("password", PASSWORD), ("next", "/workloads?q=web")];
    let answer = browser.submit("/session", &fields).await;
    assert_eq!(location(&answer), "/workloads?q=web");
    assert_eq!(browser.open("/workloads?q=web").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn nobody_is_sent_to_another_site_after_signing_in() {
    let app = TestApp::open().await;
    app.add_user("ada", Role::Analyst).await;
    for elsewhere in ["//evil.example", "https://evil.example/", "/\\evil.example"] {
        let fields = [("name", "ada"), ("password", PASSWORD), ("next", elsewhere)];
        assert_eq!(location(&app.browser().submit("/session", &fields).await), "/");
    }
}

#[tokio::test]
async fn wrong_passwords_are_told_apart_from_nothing_and_throttled() {
    let app = TestApp::open().await;
    app.add_user("ada", Role::Analyst).await;
    let mut browser = app.browser();
    for _ in 0..5 {
        let answer = browser.submit("/session", &[("name", "ada"), ("password", "wrong password")]).await;
        assert_eq!(location(&answer), "/sign-in?problem=unauthenticated");
        assert!(browser.cookie.is_none());
    }
    let right = [("name", "ada"), ("password", PASSWORD)];
    assert_eq!(location(&browser.submit("/session", &right).await), "/sign-in?problem=too-many");
    let nobody = browser.submit("/session", &[("name", "nobody"), ("password", "wrong password")]).await;
    assert_eq!(
        location(&nobody),
        "/sign-in?problem=unauthenticated",
        "an unknown name gives the same answer"
    );
    app.clock.advance(TimeDelta::minutes(15));
    assert_eq!(location(&browser.submit("/session", &right).await), "/");
}

#[tokio::test]
async fn a_link_signs_in_once_and_showing_it_uses_nothing_up() {
    let app = TestApp::open().await;
    let operator = Actor::System("test".into());
    let link = app.store.sign_in_link(&operator, None, app.start).await.expect("made");
    let mut browser = app.browser();
    let page = format!("/sign-in/link?token={}", link.expose());
    for _ in 0..2 {
        assert_eq!(browser.open(&page).await.status(), StatusCode::OK);
    }
    let field = [("token", link.expose())];
    assert_eq!(location(&browser.submit("/session/link", &field).await), "/");
    assert_eq!(browser.open("/").await.status(), StatusCode::OK);
    let again = app.browser().submit("/session/link", &field).await;
    assert_eq!(location(&again), "/sign-in?problem=link");
}

#[tokio::test]
async fn a_link_is_worthless_after_15_minutes() {
    let app = TestApp::open().await;
    let operator = Actor::System("test".into());
    let link = app.store.sign_in_link(&operator, None, app.start).await.expect("made");
    app.clock.advance(TimeDelta::minutes(15) + TimeDelta::seconds(1));
    let answer = app.browser().submit("/session/link", &[("token", link.expose())]).await;
    assert_eq!(location(&answer), "/sign-in?problem=link");
}

#[tokio::test]
async fn a_session_that_was_ended_is_gone_even_for_who_kept_the_cookie() {
    let app = TestApp::open().await;
    let mut browser = app.signed_in("ada", Role::Viewer).await;
    let kept = browser.cookie.clone();
    assert_eq!(location(&browser.submit("/session/end", &[]).await), "/sign-in");
    assert!(browser.cookie.is_none(), "the browser forgets it");
    browser.cookie = kept;
    assert_eq!(location(&browser.open("/").await), "/sign-in");
}

#[tokio::test]
async fn an_idle_session_expires_and_leads_back_afterwards() {
    let app = TestApp::open().await;
    let mut browser = app.signed_in("ada", Role::Viewer).await;
    app.clock.advance(TimeDelta::hours(13));
    assert_eq!(location(&browser.open("/hosts").await), "/sign-in?next=/hosts");
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_of_scripts_and_over_https_bound_to_the_host() {
    for (exposure, expected) in
        [(Exposure::Loopback, "plimsoll="), (Exposure::BehindProxy, "__Host-plimsoll=")]
    {
        let encrypted = exposure.is_encrypted();
        let app = TestApp::exposed(exposure).await;
        app.add_user("ada", Role::Viewer).await;
        let answer = app.browser().submit("/session", &[("name", "ada"), ("password", PASSWORD)]).await;
        let cookie = answer.headers()[SET_COOKIE].to_str().expect("text");
        assert!(cookie.starts_with(expected), "{cookie}");
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        assert_eq!(cookie.contains("Secure"), encrypted, "{cookie}");
    }
}

#[tokio::test]
async fn guesses_made_at_the_same_time_are_counted_before_they_are_checked() {
    let app = TestApp::open().await;
    app.add_user("ada", Role::Analyst).await;
    let guess = async || {
        let mut browser = app.browser();
        let answer = browser.submit("/session", &[("name", "ada"), ("password", "wrong password")]).await;
        location(&answer) == "/sign-in?problem=too-many"
    };
    let refused = futures::future::join_all((0..12).map(|_| guess())).await;
    assert_eq!(refused.iter().filter(|refused| **refused).count(), 7, "5 of 12 are checked");
}

#[tokio::test]
async fn a_name_too_long_for_anybody_is_not_looked_up() {
    let app = TestApp::open().await;
    let huge = app.browser().submit("/session", &[("name", &"a".repeat(100_000)), ("password", "x")]).await;
    assert_eq!(huge.status(), 413);
    let name = "a".repeat(201);
    for _ in 0..6 {
        let answer = app.browser().submit("/session", &[("name", &name), ("password", "x")]).await;
        assert_eq!(location(&answer), "/sign-in?problem=unauthenticated", "it is not even counted");
    }
}
