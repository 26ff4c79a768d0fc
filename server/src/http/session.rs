//! Who is asking: the session cookie, turned into an [`Actor`] for everything further in.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use fleet::{Actor, Problem};
use http::header::{CACHE_CONTROL, COOKIE, REFERER};
use http::{HeaderMap, HeaderValue, Method, Uri};

use super::problem;
use crate::AppState;

/// Seconds a browser keeps the cookie; the store ends sessions earlier when they are idle.
const LONGEST_S: i64 = 7 * 24 * 3600;

/// Name and attributes of the session cookie.
///
/// Over HTTPS it is bound to this very host; browsers refuse `Secure` on plain HTTP, which is served on loopback only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionCookie {
    encrypted: bool,
}

impl SessionCookie {
    pub fn new(encrypted: bool) -> Self {
        Self { encrypted }
    }

    fn name(self) -> &'static str {
        if self.encrypted { "__Host-plimsoll" } else { "plimsoll" }
    }

    /// A `Set-Cookie` value that hands `token` to the browser.
    pub fn grant(self, token: &str) -> HeaderValue {
        self.value(token, LONGEST_S)
    }

    /// A `Set-Cookie` value that makes the browser forget it.
    pub fn revoke(self) -> HeaderValue {
        self.value("", 0)
    }

    /// The token among the cookies of a request.
    pub fn token(self, headers: &HeaderMap) -> Option<&str> {
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == self.name())
            .map(|(_, token)| token)
            .filter(|token| !token.is_empty())
    }

    fn value(self, token: &str, age_s: i64) -> HeaderValue {
        let secure = if self.encrypted { "; Secure" } else { "" };
        let text =
            format!("{}={token}; Path=/; Max-Age={age_s}; HttpOnly; SameSite=Lax{secure}", self.name());
        let mut value = HeaderValue::from_str(&text).expect("a token is made of letters and digits");
        value.set_sensitive(true);
        value
    }
}

/// Puts the [`Actor`] into the request, or sends whoever has none to the sign-in page.
pub async fn require(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let token = state.cookie.token(request.headers()).map(str::to_owned);
    let actor = match token {
        None => None,
        Some(token) => match state.store.session(&token, state.clock.now()).await {
            Ok(actor) => actor,
            Err(fault) => return problem::respond(&fault.told(), request.headers()),
        },
    };
    match actor {
        Some(actor) => {
            request.extensions_mut().insert::<Actor>(actor);
        }
        None if is_open(request.uri().path()) => {}
        None => return refuse(&request),
    }
    let mut answer = next.run(request).await;
    answer.headers_mut().entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    answer
}

fn is_open(path: &str) -> bool {
    let signs_in = path == "/sign-in" || path.starts_with("/sign-in/");
    let session = path == "/session" || path.starts_with("/session/");
    signs_in || session
}

fn refuse(request: &Request) -> Response {
    if !problem::wants_page(request.headers()) {
        return problem::respond(&Problem::Unauthenticated, request.headers());
    }
    let back = if request.method() == Method::GET {
        request.uri().path_and_query().map(ToString::to_string)
    } else {
        // A form that was sent after the session had ended: back to the page that showed it.
        request.headers().get(REFERER).and_then(|referer| referer.to_str().ok()).and_then(local_part)
    };
    Redirect::to(&sign_in_path(None, back.as_deref())).into_response()
}

fn local_part(referer: &str) -> Option<String> {
    referer.parse::<Uri>().ok()?.path_and_query().map(ToString::to_string)
}

/// `/sign-in` with why one is there and where to go afterwards.
pub fn sign_in_path(problem: Option<&str>, next: Option<&str>) -> String {
    let mut query = Vec::new();
    if let Some(problem) = problem {
        query.push(format!("problem={problem}"));
    }
    if let Some(next) = next.filter(|next| is_local(next) && *next != "/") {
        query.push(format!("next={}", encode(next)));
    }
    if query.is_empty() { "/sign-in".to_owned() } else { format!("/sign-in?{}", query.join("&")) }
}

/// Whether a path leads to a page of this server: `//elsewhere`, `/\elsewhere` and schemes do not.
pub fn is_local(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && !path.contains(char::is_control)
        && path.is_ascii()
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_https_the_cookie_is_bound_to_the_host() {
        let cookie = SessionCookie::new(true).grant("abc");
        let text = cookie.to_str().expect("text");
        assert!(text.starts_with("__Host-plimsoll=abc; Path=/;"), "{text}");
        for attribute in ["HttpOnly", "Secure", "SameSite=Lax"] {
            assert!(text.contains(attribute), "{text}");
        }
        assert!(!SessionCookie::new(false).grant("abc").to_str().expect("text").contains("Secure"));
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let headers =
            HeaderMap::from_iter([(COOKIE, HeaderValue::from_static("theme=dark; plimsoll=abc; x=y"))]);
        assert_eq!(SessionCookie::new(false).token(&headers), Some("abc"));
        assert_eq!(SessionCookie::new(true).token(&headers), None, "another scheme's cookie is not taken");
    }

    #[test]
    fn only_local_paths_are_returned_to() {
        for local in ["/", "/workloads?q=a", "/findings/1"] {
            assert!(is_local(local), "{local}");
        }
        for foreign in ["//evil.example", "/\\evil.example", "https://evil.example", "x", "/a\r\nb", ""] {
            assert!(!is_local(foreign), "{foreign}");
        }
        assert_eq!(sign_in_path(None, Some("//evil.example")), "/sign-in");
        assert_eq!(
            sign_in_path(Some("unauthenticated"), Some("/workloads?q=a&b")),
            "/sign-in?problem=unauthenticated&next=/workloads%3Fq%3Da%26b"
        );
    }
}
