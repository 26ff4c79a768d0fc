use fleet::access::TokenScope;
use fleet::token::NewToken;
use http::Method;
use serde_json::Value;
use testkit::app::{Answer, Browser, TestApp, text};

/// A program with an API token.
pub struct Client {
    browser: Browser,
    authorization: Option<String>,
}

/// What a request is sent with besides its token.
#[derive(Default)]
pub struct With<'a> {
    pub body: Option<Value>,
    pub headers: &'a [(&'a str, &'a str)],
}

impl Client {
    pub async fn new(app: &TestApp, scopes: &[TokenScope]) -> Self {
        let name = scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" and ");
        let new = NewToken { name, scopes: scopes.to_vec(), expires_at: None };
        let made = app.store.create_token(&app.operator(), &new, app.now()).await;
        Self::with(app, made.expect("the name is free").1.expose())
    }

    pub fn with(app: &TestApp, token: &str) -> Self {
        Self::carrying(app.browser(), token)
    }

    pub fn carrying(browser: Browser, token: &str) -> Self {
        Self { browser, authorization: Some(format!("Bearer {token}")) }
    }

    /// Without anything.
    pub fn anonymous(app: &TestApp) -> Self {
        Self::of(app.browser())
    }

    /// Script of the dashboard, with the session of `browser`.
    pub fn of(browser: Browser) -> Self {
        Self { browser, authorization: None }
    }

    /// The value of the header with its token.
    pub fn authorization(&self) -> &str {
        self.authorization.as_deref().expect("it has a token")
    }

    /// Sends a body of any type.
    pub async fn raw(&self, path: &str, media_type: &str, body: &str) -> Reply {
        let mut headers = self.headers();
        headers.push(("content-type", media_type));
        let path = format!("/api/v1{path}");
        let mut browser = self.browser.clone();
        Reply::read(browser.send_as(Method::POST, &path, "application/json", &headers, body.into()).await)
            .await
    }

    /// An answer from outside the API.
    pub async fn outside(&self, method: Method, path: &str) -> Answer {
        let headers = self.headers();
        self.browser.clone().send_as(method, path, "application/json", &headers, String::new()).await
    }

    fn headers(&self) -> Vec<(&str, &str)> {
        self.authorization.iter().map(|value| ("authorization", value.as_str())).collect()
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, With::default()).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, With { body: Some(body), headers: &[] }).await
    }

    /// `path` is below `/api/v1`.
    pub async fn send(&self, method: Method, path: &str, with: With<'_>) -> Reply {
        let mut headers = self.headers();
        if with.body.is_some() {
            headers.push(("content-type", "application/json"));
        }
        headers.extend(with.headers);
        let body = with.body.map(|body| body.to_string()).unwrap_or_default();
        let path = format!("/api/v1{path}");
        Reply::read(self.browser.clone().send_as(method, &path, "application/json", &headers, body).await)
            .await
    }
}

/// An answer, read.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: http::HeaderMap,
    /// Null where there is no body.
    pub body: Value,
}

impl Reply {
    pub async fn read(answer: Answer) -> Self {
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = text(answer).await;
        let body = if body.is_empty() { Value::Null } else { serde_json::from_str(&body).expect("JSON") };
        Self { status, headers, body }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().expect("text")
    }

    /// The stable end of the problem's type.
    pub fn problem(&self) -> &str {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        assert_eq!(self.body["status"], self.status, "{self:?}");
        let kind = self.body["type"].as_str().expect("text");
        kind.strip_prefix("urn:plimsoll:problem:").expect("one of ours")
    }

    /// The fields that are wrong.
    pub fn wrong_fields(&self) -> Vec<&str> {
        let errors = self.body["errors"].as_array().unwrap_or_else(|| panic!("no errors: {self:?}"));
        errors.iter().map(|error| error["field"].as_str().expect("text")).collect()
    }
}
