use fleet::Role;
use testkit::app::TestApp;

use super::{administrator, page};

/// How many entries a page lists.
fn entries(page: &str) -> usize {
    let body = page.split("<tbody>").nth(1).and_then(|rest| rest.split("</tbody>").next());
    body.map_or(0, |body| body.matches("<tr").count())
}

#[tokio::test]
async fn it_is_filtered_by_who_and_what_with_links_and_a_plain_form() {
    let app = TestApp::open().await;
    let mut admin = administrator(&app).await;
    admin.submit("/settings/users/new", &[("name", "bob"), ("role", "viewer")]).await;
    admin.submit("/settings/tokens/new", &[("name", "jira"), ("scope", "read"), ("days", "30")]).await;

    let all = page(&mut admin, "/settings/audit").await;
    assert_eq!(entries(&all), 5, "user.add, session.begin, user.add, link.make, token.create");
    assert!(all.contains("name: jira; scopes: read"), "{all}");
    assert!(all.contains("href=\"/settings/audit?actor=ada\""), "{all}");
    let adas = page(&mut admin, "/settings/audit?actor=ada&action=").await;
    assert_eq!(entries(&adas), 4);
    assert_eq!(entries(&page(&mut admin, "/settings/audit?action=token.create").await), 1);
    let users = page(&mut admin, "/settings/audit?action=user").await;
    assert_eq!(entries(&users), 2);
    assert!(users.contains("<option value=\"user\" selected"), "{users}");
    let none = page(&mut admin, "/settings/audit?actor=nobody").await;
    assert!(none.contains("No entry matches") && none.contains("Clear the filters"), "{none}");
}

#[tokio::test]
async fn it_is_read_page_by_page() {
    let app = TestApp::open().await;
    for number in 0..60 {
        app.store
            .add_user(&app.operator(), &format!("user {number}"), Role::Viewer, None, app.start)
            .await
            .expect("added");
    }
    let mut admin = administrator(&app).await;
    let first = page(&mut admin, "/settings/audit").await;
    assert_eq!(entries(&first), 50);
    let next =
        first.split("href=\"").find(|link| link.starts_with("/settings/audit?after=")).expect("a way on");
    let next = next.split('"').next().expect("an address").replace("&amp;", "&");
    let second = page(&mut admin, &next).await;
    assert_eq!(entries(&second), 12);
    assert!(second.contains("First page") && !second.contains("Next page"), "{second}");
}

#[tokio::test]
async fn what_was_typed_into_the_filter_stays_text() {
    let app = TestApp::open().await;
    let mut admin = administrator(&app).await;
    let hostile = "/settings/audit?actor=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&action=%3Cb%3E";
    let html = page(&mut admin, hostile).await;
    assert!(
        html.contains("No entry matches") && !html.contains("<script>alert(1)") && !html.contains("<b>\""),
        "{html}"
    );
}
