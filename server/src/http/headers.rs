//! The security headers that every answer carries.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue};

const FIXED: [(HeaderName, HeaderValue); 4] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
];

/// For everything that is not a page: no script at all.
const WITHOUT_SCRIPT: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'",
);

/// The policy of a page whose scripts carry `nonce`.
pub fn page_policy(nonce: &str) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).expect("a nonce is base64")
}

/// Adds the headers; a policy that is there already stays.
pub async fn add(encrypted: bool, request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    apply(answer.headers_mut(), encrypted);
    answer
}

fn apply(headers: &mut HeaderMap, encrypted: bool) {
    headers.extend(FIXED);
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(WITHOUT_SCRIPT);
    if encrypted {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_of_a_page_stays_and_anything_else_gets_one_without_script() {
        let mut page = HeaderMap::from_iter([(CONTENT_SECURITY_POLICY, page_policy("bm9uY2U="))]);
        apply(&mut page, true);
        let policy = page[CONTENT_SECURITY_POLICY].to_str().expect("text");
        assert!(policy.contains("'nonce-bm9uY2U='") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(page.contains_key(STRICT_TRANSPORT_SECURITY));

        let mut other = HeaderMap::new();
        apply(&mut other, false);
        assert!(!other[CONTENT_SECURITY_POLICY].to_str().expect("text").contains("script-src"));
        assert!(!other.contains_key(STRICT_TRANSPORT_SECURITY), "plain HTTP must not promise HTTPS");
    }
}
