use chrono::TimeDelta;
use http::StatusCode;
use http::header::AUTHORIZATION;
use testkit::app::{TestApp, sent_on, text};

use super::{HOSTILE, actions, administrator, page, shown};

/// What the API answers to a request that carries the secret.
async fn called_with(app: &TestApp, secret: &str) -> StatusCode {
    let bearer = format!("Bearer {secret}");
    let headers = [(AUTHORIZATION.as_str(), bearer.as_str())];
    let get = http::Method::GET;
    let answer = app.browser().send(get, "/api/v1/tokens", "application/json", &headers, String::new()).await;
    answer.status()
}

#[tokio::test]
async fn a_token_is_shown_once_works_and_ends_when_it_is_revoked() {
    let app = TestApp::open().await;
    let mut admin = administrator(&app).await;
    assert!(page(&mut admin, "/settings/tokens").await.contains("No token in use"));
    let form = [("name", "deploys"), ("scope", "read"), ("scope", "admin"), ("days", "30")];
    let answer = admin.submit("/settings/tokens/new", &form).await;
    assert_eq!(
        (answer.status(), &answer.headers()["cache-control"]),
        (StatusCode::OK, &"no-store".parse().expect("a value"))
    );
    let made = text(answer).await;
    let secret = shown(&made).to_owned();
    assert!(secret.starts_with("plm_") && made.contains("readonly"), "{made}");
    assert_eq!(called_with(&app, &secret).await, StatusCode::OK);

    for path in ["/settings/tokens", "/settings/tokens/new", "/settings/audit"] {
        assert!(!page(&mut admin, path).await.contains(&secret), "{path} shows it again");
    }
    assert!(!app.database_text().await.contains(&secret), "the database holds it");
    let list = page(&mut admin, "/settings/tokens").await;
    for text in ["deploys", &secret[..8], "read", "admin", "just now"] {
        assert!(list.contains(text), "{text}: {list}");
    }

    let id = app.store.list_tokens(&app.operator()).await.expect("listed")[0].id.to_string();
    let confirm = page(&mut admin, &format!("/settings/tokens/{id}/revoke")).await;
    assert!(
        confirm.contains("action=\"/fn/revoke_token\"") && confirm.contains("cannot be taken back"),
        "{confirm}"
    );
    assert_eq!(sent_on(&admin.submit("/fn/revoke_token", &[("id", &id)]).await), "/settings/tokens");
    assert_eq!(called_with(&app, &secret).await, StatusCode::UNAUTHORIZED);
    let list = page(&mut admin, "/settings/tokens").await;
    assert!(list.contains("No longer in use") && list.contains("Revoked"), "{list}");
    assert!(!list.contains(&format!("/settings/tokens/{id}/revoke")), "there is nothing left to revoke");
    assert_eq!(actions(&app).await[..2], ["token.revoke", "token.create"]);
}

#[tokio::test]
async fn an_expiry_that_is_near_and_one_that_is_over_are_seen() {
    let app = TestApp::open().await;
    let mut admin = administrator(&app).await;
    admin.submit("/settings/tokens/new", &[("name", "short"), ("scope", "read"), ("days", "30")]).await;
    admin.submit("/settings/tokens/new", &[("name", "endless"), ("scope", "read"), ("days", "0")]).await;
    assert!(!page(&mut admin, "/settings/tokens").await.contains("Expires soon"));
    for (days, expected) in [(20, "Expires soon"), (20, "Expired")] {
        app.clock.advance(TimeDelta::days(days));
        let mut admin = app.signed_in(&format!("admin {expected}"), fleet::Role::Admin).await;
        let list = page(&mut admin, "/settings/tokens").await;
        assert!(list.contains(expected) && list.contains("no end"), "{expected}: {list}");
    }
}

#[tokio::test]
async fn a_form_that_is_refused_makes_nothing_and_keeps_what_was_typed() {
    let app = TestApp::open().await;
    let mut admin = administrator(&app).await;
    for (form, why) in [
        (&[("name", HOSTILE), ("days", "30")][..], "scopes: at least one"),
        (&[("name", HOSTILE), ("scope", "root"), ("days", "30")][..], "a scope is one of"),
        (&[("name", HOSTILE), ("scope", "read"), ("days", "36500")][..], "one of those offered"),
        (&[("name", " "), ("scope", "read"), ("days", "30")][..], "1 to 100 characters"),
    ] {
        let answer = admin.submit("/settings/tokens/new", form).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        let refused = text(answer).await;
        assert!(refused.contains(why) && !refused.contains("id=\"secret\""), "{why}: {refused}");
        assert!(!refused.contains(HOSTILE), "the name became markup");
    }
    assert!(app.store.list_tokens(&app.operator()).await.expect("listed").is_empty());
}

#[tokio::test]
async fn a_hostile_name_stays_text() {
    let app = TestApp::open().await;
    let mut admin = administrator(&app).await;
    let form = [("name", HOSTILE), ("scope", "read"), ("days", "30")];
    let made = text(admin.submit("/settings/tokens/new", &form).await).await;
    let id = app.store.list_tokens(&app.operator()).await.expect("listed")[0].id;
    let confirm = page(&mut admin, &format!("/settings/tokens/{id}/revoke")).await;
    for html in
        [made, confirm, page(&mut admin, "/settings/tokens").await, page(&mut admin, "/settings/audit").await]
    {
        assert!(html.contains("&lt;script&gt;alert(1)") && !html.contains(HOSTILE), "{html}");
    }
}
