//! What operators see of requests: metrics and one log line each, without query strings.

use std::sync::OnceLock;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use metrics::{counter, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing::info;

static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// The metrics of this process.
pub struct Metrics;

impl Metrics {
    /// Starts collecting; more than once does nothing.
    pub fn install() {
        HANDLE.get_or_init(|| {
            let recorder = PrometheusBuilder::new()
                .set_buckets_for_metric(
                    Matcher::Suffix("_seconds".into()),
                    &[0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0],
                )
                .expect("the buckets are not empty")
                .build_recorder();
            let handle = recorder.handle();
            // Fails only when another recorder was installed, whose owner then shows the metrics.
            let _ = metrics::set_global_recorder(recorder);
            handle
        });
    }
}

/// `GET /metrics` in the text format of Prometheus.
pub async fn metrics() -> Response {
    match HANDLE.get() {
        Some(handle) => {
            handle.run_upkeep();
            ([(CONTENT_TYPE, "text/plain; version=0.0.4")], handle.render()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Counts and times a request by its route, never by its path: the number of series stays bounded.
pub async fn request(request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let method = method_name(request.method());
    let answer = next.run(request).await;
    let elapsed = begun.elapsed();
    let status = answer.status().as_u16();
    let labels =
        [("route", route.clone()), ("method", method.to_owned()), ("status", format!("{}xx", status / 100))];
    counter!("plimsoll_http_requests_total", &labels).increment(1);
    histogram!("plimsoll_http_request_seconds", "route" => route.clone()).record(elapsed.as_secs_f64());
    if route != "other" && !matches!(route.as_str(), "/healthz" | "/readyz" | "/metrics") {
        info!(method, route, status, elapsed_ms = elapsed.as_millis() as u64, "request");
    }
    answer
}

/// A client can invent methods; they share one name.
fn method_name(method: &http::Method) -> &'static str {
    match *method {
        http::Method::GET => "GET",
        http::Method::HEAD => "HEAD",
        http::Method::POST => "POST",
        http::Method::PUT => "PUT",
        http::Method::PATCH => "PATCH",
        http::Method::DELETE => "DELETE",
        http::Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
