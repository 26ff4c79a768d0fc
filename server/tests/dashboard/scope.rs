use fleet::Role;
use fleet::host::NewHost;
use testkit::app::{Browser, TestApp, text};
use testkit::sample;

async fn add(app: &TestApp, name: &str, team: &str) {
    let labels = [("team".to_owned(), team.to_owned())].into();
    app.add_host(&NewHost { labels, ..sample::host(name) }).await;
}

async fn two_teams() -> (TestApp, Browser) {
    let app = TestApp::open().await;
    add(&app, "pay-1", "payments").await;
    add(&app, "ship-1", "shipping").await;
    let browser = app.signed_in("ada", Role::Viewer).await;
    (app, browser)
}

/// What the page says, without the frame in which other hosts are offered.
fn main_of(page: &str) -> &str {
    let main = page.split_once("<main").expect("a page has a main part").1;
    main.split_once("</main>").expect("it ends").0
}

#[tokio::test]
async fn a_scope_holds_from_screen_to_screen() {
    let (_app, mut browser) = two_teams().await;
    for path in ["/", "/workloads", "/findings", "/hosts"] {
        let page = text(browser.open(&format!("{path}?label=team%3Dpayments")).await).await;
        for kept in ["/workloads", "/findings", "/hosts"] {
            let href = format!("href=\"{kept}?label=team%3Dpayments\"");
            assert!(page.contains(&href), "{path} leads out of the scope to {kept}");
        }
        assert!(page.contains("aria-label=\"Scope\""), "{path} says that it shows a part");
    }
    let hosts = text(browser.open("/hosts?label=team%3Dpayments").await).await;
    assert!(main_of(&hosts).contains("pay-1") && !main_of(&hosts).contains("ship-1"));
}

#[tokio::test]
async fn each_condition_can_be_taken_away_and_everything_else_on_the_page_stays() {
    let (_app, mut browser) = two_teams().await;
    let page = browser.open("/workloads?label=team%3Dpayments&label=team%3Dshipping&grade=F&page=2").await;
    let page = text(page).await;
    assert!(page.contains("href=\"/workloads?grade=F&amp;label=team%3Dshipping\""), "without payments");
    assert!(page.contains("href=\"/workloads?grade=F&amp;label=team%3Dpayments\""), "without shipping");
}

#[tokio::test]
async fn the_choices_are_a_form_that_needs_no_script() {
    let (_app, mut browser) = two_teams().await;
    let page = text(browser.open("/workloads?grade=F&label=team%3Dpayments").await).await;
    let form = page.split_once("action=\"/workloads\" class=\"sheet scopes\"").expect("the form").1;
    let form = form.split_once("</form>").expect("it ends").0;
    assert!(form.contains("name=\"grade\" value=\"F\""), "the filter stays: {form}");
    assert!(form.contains("value=\"team=payments\" checked"), "{form}");
    assert!(form.contains("value=\"team=shipping\">"), "{form}");
    let left_empty = browser.open("/workloads?label=team%3Dpayments&project=").await;
    assert_eq!(left_empty.status(), 200);
}

#[tokio::test]
async fn a_scope_that_cannot_be_read_shows_nothing_rather_than_everything() {
    let (_app, mut browser) = two_teams().await;
    for path in ["/", "/workloads", "/findings", "/hosts"] {
        let answer = browser.open(&format!("{path}?label=payments")).await;
        assert_eq!(answer.status(), 422, "{path}");
        let page = text(answer).await;
        assert!(page.contains("key=value"), "{path} says what is wrong");
        assert!(!main_of(&page).contains("pay-1"), "{path}");
    }
}
