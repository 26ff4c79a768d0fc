use std::convert::Infallible;
use std::error::Error;

use http::header::{ACCEPT, COOKIE, LOCATION, SET_COOKIE};
use http::{Method, Request, Response, StatusCode};
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::Bytes;
use tower::util::BoxCloneSyncService;
use tower::{Service, ServiceExt};

/// Its body may still be on the way; [`text`] waits for it.
pub type Answer = Response<UnsyncBoxBody<Bytes, Box<dyn Error + Send + Sync>>>;

type Routes = BoxCloneSyncService<Request<String>, Answer, Infallible>;

/// A browser without script: it keeps the session's cookie and sends what browsers send.
#[derive(Clone, Debug)]
pub struct Browser {
    routes: Routes,
    /// `name=value`; `None`: signed out.
    pub cookie: Option<String>,
}

impl Browser {
    pub(super) fn new<R, B>(routes: R) -> Self
    where
        R: Service<Request<String>, Response = Response<B>, Error = Infallible>
            + Clone
            + Send
            + Sync
            + 'static,
        R::Future: Send,
        B: hyper::body::Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
    {
        let boxed = |answer: Response<B>| answer.map(|body| body.map_err(Into::into).boxed_unsync());
        Self { routes: BoxCloneSyncService::new(routes.map_response(boxed)), cookie: None }
    }

    /// Follows a link.
    pub async fn open(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, "text/html", &[], String::new()).await
    }

    /// As script does.
    pub async fn fetch(&mut self, method: Method, path: &str) -> Answer {
        self.send(method, path, "application/json", &[], String::new()).await
    }

    /// Submits a form.
    pub async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.submit_from("same-origin", path, fields).await
    }

    /// Submits a form that stands on `site` (`same-origin`, `same-site`, `cross-site`).
    pub async fn submit_from(&mut self, site: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let form =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>();
        self.send(Method::POST, path, "text/html", &[("sec-fetch-site", site)], form.join("&")).await
    }

    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        accept: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> Answer {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        self.send_as(method, path, accept, &[&form[..], headers].concat(), body).await
    }

    /// As [`Self::send`], without saying of what type the body is.
    pub async fn send_as(
        &mut self,
        method: Method,
        path: &str,
        accept: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "127.0.0.1:7466")
            .header(ACCEPT, accept);
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

    fn keep_cookies(&mut self, answer: &Answer) {
        for set in answer.headers().get_all(SET_COOKIE) {
            let pair = set.to_str().expect("text").split(';').next().expect("a pair").to_owned();
            let is_session = pair.starts_with("plimsoll=") || pair.starts_with("__Host-plimsoll=");
            if is_session {
                self.cookie = if pair.ends_with('=') { None } else { Some(pair) };
            }
        }
    }
}

/// Where a redirection leads.
///
/// # Panics
/// When the answer is another than 303.
pub fn location(answer: &Answer) -> &str {
    redirected(answer, StatusCode::SEE_OTHER)
}

/// Where a server function sends a browser without script.
///
/// # Panics
/// When the answer is another than 302.
pub fn sent_on(answer: &Answer) -> &str {
    redirected(answer, StatusCode::FOUND)
}

fn redirected(answer: &Answer, expected: StatusCode) -> &str {
    assert_eq!(answer.status(), expected);
    answer.headers()[LOCATION].to_str().expect("text")
}

/// The whole body.
pub async fn text(answer: Answer) -> String {
    let body = answer.into_body().collect().await.expect("a whole body").to_bytes();
    String::from_utf8(body.to_vec()).expect("text")
}

fn encoded(text: &str) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).expect("a hexadecimal digit");
    text.bytes().flat_map(|byte| ['%', digit(byte >> 4), digit(byte & 15)]).collect()
}
