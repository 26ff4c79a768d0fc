//! Failures as a client sees them: RFC 9457 problem+json for programs, a page for people.

use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use fleet::Problem;
use futures::FutureExt;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, StatusCode};
use store::StoreError;
use tracing::error;

use crate::assets;

/// `problem` in the form that the request asks for.
pub fn respond(problem: &Problem, request: &HeaderMap) -> Response {
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if wants_page(request) {
        (status, Html(page(status, problem))).into_response()
    } else {
        let mut answer = (status, document(status, problem)).into_response();
        answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        answer
    }
}

/// What a person may see of a fault; the rest is for the log.
pub fn seen(fault: StoreError) -> Problem {
    let problem = fault.problem();
    if problem == Problem::Internal {
        error!(%fault, "a request could not be carried out");
    }
    problem
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

fn document(status: StatusCode, problem: &Problem) -> String {
    let mut document = serde_json::to_value(problem).unwrap_or_else(|_| serde_json::json!({}));
    if let Some(fields) = document.as_object_mut() {
        fields.insert("type".into(), format!("urn:plimsoll:problem:{}", problem.code()).into());
        fields.insert("title".into(), problem.to_string().into());
        fields.insert("status".into(), status.as_u16().into());
    }
    document.to_string()
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
    use super::*;

    fn accepting(media_type: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(media_type))])
    }

    #[test]
    fn programs_get_problem_json_with_a_stable_type() {
        let answer = respond(&Problem::NotFound, &accepting("application/json"));
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
        assert_eq!(answer.headers()[CONTENT_TYPE], "application/problem+json");
        let document: serde_json::Value =
            serde_json::from_str(&document(StatusCode::NOT_FOUND, &Problem::NotFound)).expect("JSON");
        assert_eq!(document["type"], "urn:plimsoll:problem:not-found");
        assert_eq!(document["status"], 404);
    }

    #[test]
    fn people_get_a_page_in_which_nothing_is_markup() {
        let problem = Problem::Conflict { detail: "<script>alert(1)</script>".into() };
        let page = page(StatusCode::CONFLICT, &problem);
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script"), "{page}");
        assert!(wants_page(&accepting("text/html,application/xhtml+xml")));
    }
}
