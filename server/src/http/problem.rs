//! Failures as a client sees them: RFC 9457 problem+json for programs, a page for people.

use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use fleet::Problem;
use futures::FutureExt;
use http::header::ACCEPT;
use http::{HeaderMap, StatusCode};
use tracing::error;

use crate::api::Refusal;
use crate::assets;

/// `problem` in the form that the request asks for.
pub fn respond(problem: &Problem, request: &HeaderMap) -> Response {
    let refusal = Refusal::from(problem.clone());
    if wants_page(request) {
        let status = refusal.status();
        (status, Html(page(status, problem))).into_response()
    } else {
        refusal.into_response()
    }
}

/// Turns a panic further in into an answer, so that one bad request ends neither connection nor process.
pub async fn catch_panic(request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let path = request.uri().path().to_owned();
    AssertUnwindSafe(next.run(request)).catch_unwind().await.unwrap_or_else(|_| {
        error!(path, "a request ended in a panic");
        respond(&Problem::Internal, &headers)
    })
}

/// Whether a browser asks for a page, rather than a program for data.
pub fn wants_page(request: &HeaderMap) -> bool {
    request
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

fn page(status: StatusCode, problem: &Problem) -> String {
    let style = assets::front_end("css")
        .map(|path| format!("<link rel=\"stylesheet\" href=\"{path}\">"))
        .unwrap_or_default();
    let title = status.canonical_reason().unwrap_or("Error");
    let text = escape(&problem.to_string());
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title} · Plimsoll</title>{style}</head>\
         <body><main><h1>{title}</h1><p>{text}</p><p><a href=\"/\">Back to the overview</a></p></main></body></html>"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use http::header::CONTENT_TYPE;

    use super::*;

    fn accepting(media_type: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(media_type))])
    }

    #[test]
    fn programs_get_problem_json() {
        let answer = respond(&Problem::NotFound, &accepting("application/json"));
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
        assert_eq!(answer.headers()[CONTENT_TYPE], "application/problem+json");
    }

    #[test]
    fn people_get_a_page_in_which_nothing_is_markup() {
        let problem = Problem::Conflict { detail: "<script>alert(1)</script>".into() };
        let page = page(StatusCode::CONFLICT, &problem);
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script"), "{page}");
        assert!(wants_page(&accepting("text/html,application/xhtml+xml")));
    }
}
