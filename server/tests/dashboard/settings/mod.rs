//! The settings as an administrator meets them in a browser without script.

mod about;
mod audit;
mod tokens;
mod users;
mod webhooks;

use fleet::audit::AuditFilter;
use fleet::{Page, Role};
use testkit::app::{Browser, TestApp, text};

/// A name as a hostile person would choose it.
const HOSTILE: &str = "<script>alert(1)</script>";

async fn administrator(app: &TestApp) -> Browser {
    app.signed_in("ada", Role::Admin).await
}

async fn page(browser: &mut Browser, path: &str) -> String {
    let answer = browser.open(path).await;
    assert_eq!(answer.status(), 200, "{path}");
    text(answer).await
}

/// The value of the field that shows a secret.
fn shown(page: &str) -> &str {
    let field = page.split("id=\"secret\"").nth(1).expect("a secret is shown");
    let field = field.split('>').next().expect("the field ends");
    field.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("it has a value")
}

/// What was done, newest first.
async fn actions(app: &TestApp) -> Vec<String> {
    let page = app.store.list_audit(&app.operator(), &AuditFilter::default(), &Page::default()).await;
    page.expect("the log is read").items.into_iter().map(|entry| entry.action).collect()
}
