use fleet::Role;
use testkit::app::{TestApp, sent_on, text};
use testkit::sample;

#[tokio::test]
async fn an_administrator_removes_a_host_on_its_page_without_script() {
    let app = TestApp::open().await;
    let id = app.add_host(&sample::host("harbour")).await.to_string();
    let page = format!("/hosts/{id}");
    let mut analyst = app.signed_in("bob", Role::Analyst).await;
    assert!(!text(analyst.open(&page).await).await.contains("Remove this host"), "it is not theirs to do");

    let mut admin = app.signed_in("ada", Role::Admin).await;
    let shown = text(admin.open(&page).await).await;
    assert!(shown.contains("Remove this host…") && shown.contains("action=\"/fn/remove_host\""), "{shown}");
    assert_eq!(sent_on(&admin.submit("/fn/remove_host", &[("id", &id)]).await), "/hosts");
    assert!(!text(admin.open("/hosts").await).await.contains("harbour"));
}
