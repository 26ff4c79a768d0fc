use fleet::finding::FindingFilter;
use fleet::ticket::TicketLink;
use fleet::{Page, Role};
use testkit::app::{TestApp, text};
use testkit::sample;

#[tokio::test]
async fn the_ticket_that_a_program_linked_is_a_link_at_the_finding_and_at_its_workload() {
    let app = TestApp::open().await;
    let host = app.add_host(&sample::host("harbour")).await;
    app.record_scan(host, vec![sample::container("web", 1, sample::with_socket())]).await;
    let operator = app.operator();
    let findings =
        app.store.list_findings(&operator, &FindingFilter::default(), &Page::default(), app.now()).await;
    let finding = findings.expect("read").items.remove(0);
    let link = TicketLink {
        system: "jira".into(),
        key: "<b>SEC-7</b>".into(),
        url: "https://jira.example/browse/SEC-7?a=1&b=\"2\"".into(),
    };
    app.store.link_ticket(&operator, finding.id, None, &link, app.now()).await.expect("linked");

    let mut browser = app.signed_in("ada", Role::Viewer).await;
    let fleet::finding::Target::Workload { id: workload, .. } = finding.target else { panic!("{finding:?}") };
    for page in [format!("/findings/{}", finding.id), format!("/workloads/{workload}")] {
        let shown = text(browser.open(&page).await).await;
        let anchor = shown.split("<a ").find(|part| part.contains("jira.example")).expect("a link");
        assert!(
            anchor.contains("href=\"https://jira.example/browse/SEC-7?a=1&amp;b=&quot;2&quot;\""),
            "{anchor}"
        );
        assert!(anchor.contains("rel=\"noopener noreferrer external\""), "{anchor}");
        assert!(anchor.contains(">jira &lt;b&gt;SEC-7&lt;/b&gt;</a>"), "{anchor}");
    }
}
