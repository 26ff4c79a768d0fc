//! A browser without script: it keeps cookies and sends what browsers send.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::response::Response;
use chrono::{DateTime, TimeZone, Utc};
use fleet::{Actor, Role};
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use http::{Method, Request, StatusCode};
use server::clock::Hand;
use server::config::Exposure;
use server::jobs::{Context, Pulse};
use server::keys::Keys;
use server::{AppState, Clock};
use store::Store;
use store::testing::Database;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

pub const PASSWORD: &str = "correct horse battery";

pub struct Site {
    pub store: Store,
    pub clock: Hand,
    pub start: DateTime<Utc>,
    pub pulse: Pulse,
    pub jobs: Context,
    routes: Router,
    _database: Database,
}

impl Site {
    pub async fn open() -> Self {
        Self::exposed(Exposure::Loopback).await
    }

    pub async fn exposed(exposure: Exposure) -> Self {
        let database = Database::create().await;
        let store = database.store().await;
        let start = Utc.with_ymd_and_hms(2026, 3, 2, 9, 0, 0).single().expect("a moment");
        let (clock, hand) = Clock::standing(start);
        let pulse = Pulse::default();
        let state =
            AppState::new(store.clone(), clock.clone(), exposure, pulse.clone(), CancellationToken::new());
        server::http::Metrics::install();
        Self {
            jobs: Context::new(store.clone(), clock, Keys::passing()),
            routes: server::http::router(state),
            store,
            clock: hand,
            start,
            pulse,
            _database: database,
        }
    }

    pub async fn add_user(&self, name: &str, role: Role) {
        let operator = Actor::System("test".into());
        self.store.add_user(&operator, name, role, Some(PASSWORD), self.start).await.expect("added");
    }

    pub fn browser(&self) -> Browser {
        Browser { routes: self.routes.clone(), cookie: None }
    }

    pub async fn signed_in(&self, name: &str, role: Role) -> Browser {
        self.add_user(name, role).await;
        let mut browser = self.browser();
        let answer = browser.submit("/session", &[("name", name), ("password", PASSWORD)]).await;
        assert_eq!(location(&answer), "/", "signing in leads to the overview");
        browser
    }
}

pub struct Browser {
    routes: Router,
    pub cookie: Option<String>,
}

impl Browser {
    pub async fn open(&mut self, path: &str) -> Response {
        self.send(Method::GET, path, "text/html", &[], Body::empty()).await
    }

    pub async fn fetch(&mut self, method: Method, path: &str) -> Response {
        self.send(method, path, "application/json", &[], Body::empty()).await
    }

    pub async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Response {
        self.submit_from("same-origin", path, fields).await
    }

    pub async fn submit_from(&mut self, site: &str, path: &str, fields: &[(&str, &str)]) -> Response {
        let form = fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>();
        self.send(Method::POST, path, "text/html", &[("sec-fetch-site", site)], Body::from(form.join("&")))
            .await
    }

    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        accept: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Response {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "127.0.0.1:7466")
            .header(ACCEPT, accept)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        let request = request.body(body).expect("a request");
        let answer = self.routes.clone().oneshot(request).await.expect("routers do not fail");
        self.keep_cookies(&answer);
        answer
    }

    fn keep_cookies(&mut self, answer: &Response) {
        for set in answer.headers().get_all(SET_COOKIE) {
            let pair = set.to_str().expect("text").split(';').next().expect("a pair").to_owned();
            let is_session = pair.starts_with("plimsoll=") || pair.starts_with("__Host-plimsoll=");
            if is_session {
                self.cookie = if pair.ends_with('=') { None } else { Some(pair) };
            }
        }
    }
}

pub fn location(answer: &Response) -> &str {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    answer.headers()[LOCATION].to_str().expect("text")
}

pub async fn text(answer: Response) -> String {
    let body = to_bytes(answer.into_body(), 4 << 20).await.expect("a body");
    String::from_utf8(body.to_vec()).expect("text")
}

fn encode(text: &str) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).expect("a hexadecimal digit");
    text.bytes().flat_map(|byte| ['%', digit(byte >> 4), digit(byte & 15)]).collect()
}
