use fleet::Role;
use http::Method;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use server::config::Exposure;
use testkit::app::{TestApp, text};

#[tokio::test]
async fn a_page_allows_only_scripts_with_its_own_nonce() {
    let app = TestApp::open().await;
    let mut browser = app.signed_in("ada", Role::Viewer).await;
    let mut nonces = Vec::new();
    for _ in 0..2 {
        let page = browser.open("/").await;
        assert_eq!(page.headers()[CACHE_CONTROL], "private, no-cache");
        let policy = page.headers()[CONTENT_SECURITY_POLICY].to_str().expect("text").to_owned();
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'nonce-"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("unsafe-eval'  "), "{policy}");
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a nonce");
        nonces.push(nonce.to_owned());
        let html = text(page).await;
        for script in html.split("<script").skip(1) {
            let tag = script.split('>').next().expect("a tag");
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "a script without the nonce: <script{tag}>");
        }
        assert!(!html.contains(" style=\""), "the policy forbids inline style");
    }
    assert_ne!(nonces[0], nonces[1], "a nonce is used once");
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let app = TestApp::exposed(Exposure::BehindProxy).await;
    let mut browser = app.browser();
    for path in ["/sign-in", "/healthz", "/metrics", "/no/such/thing", "/workloads", "/favicon.svg"] {
        let answer = browser.fetch(Method::GET, path).await;
        let headers = answer.headers();
        assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        assert_eq!(headers[REFERRER_POLICY], "same-origin", "{path}");
        assert!(headers.contains_key("strict-transport-security"), "{path}");
        let policy = headers[CONTENT_SECURITY_POLICY].to_str().expect("text");
        assert!(
            policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"),
            "{path}: {policy}"
        );
    }
}
