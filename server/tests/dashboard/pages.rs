use fleet::Role;
use testkit::app::{TestApp, text};
use testkit::sample;

#[tokio::test]
async fn a_page_carries_what_it_shows_once_and_not_as_data_again() {
    let app = TestApp::open().await;
    let host = app.add_host(&sample::host("harbour")).await;
    app.record_scan(host, vec![sample::container("web", 1, sample::with_socket())]).await;
    let mut browser = app.signed_in("ada", Role::Admin).await;
    for path in ["/", "/workloads", "/findings", "/hosts", &format!("/hosts/{host}"), "/settings/users"] {
        let page = text(browser.open(path).await).await;
        assert!(page.contains("</html>"), "{path} is whole");
        assert!(!page.contains("__RESOLVED_RESOURCES["), "{path} is sent twice");
    }
}
