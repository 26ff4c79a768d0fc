use chrono::TimeDelta;
use http::StatusCode;
use testkit::app::{TestApp, location, sent_on, text};

use super::{HOSTILE, actions, administrator, page, shown};

const URL: &str = "https://receiver.example:8443/hooks/T0P-5ECRET";

async fn id_of_the_only_one(app: &TestApp) -> String {
    let webhooks = app.store.list_webhooks(&app.operator()).await.expect("listed");
    assert_eq!(webhooks.len(), 1);
    webhooks[0].id.to_string()
}

#[tokio::test]
async fn a_webhook_is_added_with_a_secret_that_is_shown_once() {
    let app = TestApp::open().await;
    let mut admin = administrator(&app).await;
    assert!(page(&mut admin, "/settings/webhooks").await.contains("Nobody is told yet"));
    let form = [
        ("name", "tracker"),
        ("url", URL),
        ("kind", "finding.opened"),
        ("kind", "finding.resolved"),
        ("severity", "critical"),
        ("labels", "team=payments"),
        ("projects", "shop"),
        ("rules", "MNT-001"),
    ];
    let answer = admin.submit("/settings/webhooks/new", &form).await;
    assert_eq!(
        (answer.status(), &answer.headers()["cache-control"]),
        (StatusCode::OK, &"no-store".parse().expect("a value"))
    );
    let added = text(answer).await;
    let secret = shown(&added).replace("&#x3D;", "=");
    assert!(secret.starts_with("whsec_"), "{secret}");

    let id = id_of_the_only_one(&app).await;
    let path = format!("/settings/webhooks/{id}");
    let detail = page(&mut admin, &path).await;
    for text in
        [URL, "opened, resolved", "Critical", "team=payments, project shop", "MNT-001", "No message yet"]
    {
        assert!(detail.contains(text), "{text}: {detail}");
    }
    let list = page(&mut admin, "/settings/webhooks").await;
    let seen = list.split("</main>").next().expect("a page");
    assert!(seen.contains("https://receiver.example:8443") && !seen.contains("5ECRET"), "{seen}");
    for html in [&detail, &list, &page(&mut admin, "/settings/audit").await] {
        assert!(!html.contains(&secret[..20]), "it is shown again");
    }
    assert!(!page(&mut admin, "/settings/audit").await.contains("5ECRET"), "a path can be a secret");

    let renewed = text(admin.submit(&path, &[]).await).await;
    assert_ne!(shown(&renewed).replace("&#x3D;", "="), secret);
    assert!(!page(&mut admin, &path).await.contains(shown(&renewed)), "it is shown once");
    assert_eq!(actions(&app).await[..2], ["webhook.renew_secret", "webhook.create"]);
}

#[tokio::test]
async fn a_webhook_is_changed_turned_off_and_removed_by_forms_alone() {
    let app = TestApp::open().await;
    let mut admin = administrator(&app).await;
    admin.submit("/settings/webhooks/new", &[("name", "tracker"), ("url", URL), ("labels", "team=a")]).await;
    let id = id_of_the_only_one(&app).await;
    let path = format!("/settings/webhooks/{id}");
    let change = format!("{path}/change");
    let form = page(&mut admin, &change).await;
    assert!(form.contains("value=\"tracker\"") && form.contains("value=\"team=a\""), "{form}");
    let revision = field(&form, "revision");

    let changed = [("revision", revision.as_str()), ("name", "chat"), ("url", URL)];
    assert_eq!(location(&admin.submit(&change, &changed).await), path);
    let late = admin.submit(&change, &changed).await;
    assert_eq!(late.status(), StatusCode::PRECONDITION_FAILED, "somebody changed it meanwhile");
    let detail = page(&mut admin, &path).await;
    assert!(detail.contains("chat") && detail.contains("the whole fleet"), "{detail}");

    let off = [("id", id.as_str()), ("revision", &field(&detail, "revision")), ("enabled", "false")];
    admin.submit("/fn/set_webhook_enabled", &off).await;
    let detail = page(&mut admin, &path).await;
    assert!(detail.contains("Turn on") && !detail.contains("Send a test"), "{detail}");
    assert!(detail.contains("Remove this webhook…"), "{detail}");
    assert_eq!(sent_on(&admin.submit("/fn/delete_webhook", &[("id", &id)]).await), "/settings/webhooks");
    assert_eq!(admin.open(&path).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(actions(&app).await[..2], ["webhook.delete", "webhook.change"]);
}

#[tokio::test]
async fn a_target_that_can_never_be_reached_is_refused_with_what_was_typed() {
    let app = TestApp::open().await;
    let mut admin = administrator(&app).await;
    for (url, why) in [
        ("http://127.0.0.1:9/hook", "no public address"),
        ("https://[::1]/hook", "no public address"),
        ("ftp://receiver.example", "begins with https://"),
        ("https://ada:secret@receiver.example", "holds no user name"),
    ] {
        let answer = admin.submit("/settings/webhooks/new", &[("name", HOSTILE), ("url", url)]).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{url}");
        let refused = text(answer).await;
        assert!(refused.contains(why), "{url}: {refused}");
        assert!(refused.contains("&lt;script&gt;") && !refused.contains(HOSTILE), "{url}");
    }
    assert!(app.store.list_webhooks(&app.operator()).await.expect("listed").is_empty());
}

#[tokio::test]
async fn a_test_is_seen_waiting_failing_given_up_and_sent_again() {
    let app = TestApp::open().await;
    let mut admin = administrator(&app).await;
    // Nobody answers to a name below .invalid.
    admin.submit("/settings/webhooks/new", &[("name", "gone"), ("url", "https://receiver.invalid/")]).await;
    let id = id_of_the_only_one(&app).await;
    let path = format!("/settings/webhooks/{id}");
    assert!(page(&mut admin, &path).await.contains("action=\"/fn/test_webhook\""));
    admin.submit("/fn/test_webhook", &[("id", &id)]).await;
    let waiting = page(&mut admin, &path).await;
    assert!(waiting.contains("webhook.test") && waiting.contains("Waiting"), "{waiting}");

    app.run_jobs().await;
    let failing = page(&mut admin, &path).await;
    for text in ["Trying again", "could not be resolved", "Every attempt has failed since"] {
        assert!(failing.contains(text), "{text}: {failing}");
    }
    for _ in 0..3 {
        app.run_jobs_after(TimeDelta::hours(12)).await;
    }
    let mut admin = app.signed_in("bob", fleet::Role::Admin).await;
    let dead = page(&mut admin, &format!("{path}?state=dead")).await;
    assert!(dead.contains("Given up") && dead.contains("Send all 1 that were given up again"), "{dead}");

    let delivery = field(dead.split("/fn/redeliver\"").nth(1).expect("a form"), "id");
    admin.submit("/fn/redeliver", &[("id", &delivery)]).await;
    assert!(page(&mut admin, &format!("{path}?state=dead")).await.contains("No message is in this state"));
    assert!(page(&mut admin, &format!("{path}?state=waiting")).await.contains("webhook.test"));
}

/// The value of the first hidden field of this name.
fn field(page: &str, name: &str) -> String {
    let input =
        page.split("<input").find(|input| input.contains(&format!("name=\"{name}\""))).expect("a field");
    input.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a value").to_owned()
}
