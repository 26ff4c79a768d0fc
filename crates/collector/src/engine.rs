use std::error::Error;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fleet::Endpoint;
use http::{Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Empty, LengthLimitError, Limited};
use hyper::body::Bytes;
use serde::Deserialize;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::api_version::ApiVersion;
use crate::failure::Failure;
use crate::question::Question;
use crate::transport::{self, HttpClient};
use crate::{Settings, words};

/// An engine with which a version is agreed on.
pub(crate) struct Engine<'a> {
    client: HttpClient,
    authority: String,
    prefix: String,
    settings: &'a Settings,
    /// One permit for each connection.
    turns: Semaphore,
    /// Bytes that answers may still have.
    room: AtomicUsize,
    /// The answer to `/version`, which the agreement took.
    pub version_answer: Bytes,
}

impl<'a> Engine<'a> {
    pub async fn connect(endpoint: &Endpoint, settings: &'a Settings) -> Result<Self, Failure> {
        let mut engine = Self {
            client: transport::client(endpoint, settings.connections),
            authority: transport::authority(endpoint),
            prefix: String::new(),
            settings,
            turns: Semaphore::new(settings.connections.max(1)),
            room: AtomicUsize::new(settings.max_scan_bytes),
            version_answer: Bytes::new(),
        };
        engine.version_answer = engine.ask_within(settings.connect_timeout, Question::Version).await?;
        engine.prefix = format!("/v{}", agreed_version(&engine.version_answer)?);
        Ok(engine)
    }

    pub fn connections(&self) -> usize {
        self.settings.connections.max(1)
    }

    /// The answer's body, as it came. The time limit begins when a connection is free.
    pub async fn ask(&self, question: Question<'_>) -> Result<Bytes, Failure> {
        self.ask_within(self.settings.call_timeout, question).await
    }

    async fn ask_within(&self, limit: Duration, question: Question<'_>) -> Result<Bytes, Failure> {
        let limit = limit.min(self.settings.call_timeout);
        let _turn = self.turns.acquire().await.expect("the semaphore is never closed");
        let answer = timeout(limit, self.ask_patiently(question)).await;
        answer.unwrap_or_else(|_| Err(Failure::timed_out(limit)))
    }

    async fn ask_patiently(&self, question: Question<'_>) -> Result<Bytes, Failure> {
        let prefix = if question.is_unversioned() { "" } else { &self.prefix };
        let request = Request::builder()
            .method(Method::GET)
            .uri(format!("http://{}{prefix}{}", self.authority, question.path()))
            .header(header::USER_AGENT, concat!("plimsoll/", env!("CARGO_PKG_VERSION")))
            .body(Empty::new())
            .map_err(|error| Failure::Malformed(words::plain(&error.to_string())))?;
        let response = self.client.request(request).await.map_err(|error| unanswered(&error))?;
        let status = response.status();
        let limited = Limited::new(response.into_body(), self.settings.max_answer_bytes);
        let body = limited.collect().await.map_err(|error| self.cut_short(&*error))?.to_bytes();
        self.take_room(body.len())?;
        match status {
            StatusCode::OK => Ok(body),
            StatusCode::NOT_FOUND => Err(Failure::NotFound),
            status if status.is_client_error() || status.is_server_error() => {
                Err(Failure::Refused { status: status.as_u16(), said: words::quoted(&body) })
            }
            status => Err(Failure::Malformed(format!("status {}", status.as_u16()))),
        }
    }

    fn take_room(&self, bytes: usize) -> Result<(), Failure> {
        let left = self.room.try_update(Ordering::Relaxed, Ordering::Relaxed, |room| room.checked_sub(bytes));
        left.map(drop).map_err(|_| {
            // What comes later fails too, however short.
            self.room.store(0, Ordering::Relaxed);
            Failure::TooMuch(self.settings.max_scan_bytes >> 20)
        })
    }

    fn cut_short(&self, error: &(dyn Error + Send + Sync + 'static)) -> Failure {
        if error.is::<LengthLimitError>() {
            let limit = self.settings.max_answer_bytes >> 20;
            return Failure::Malformed(format!("the answer is longer than {limit} MiB"));
        }
        Failure::BrokeOff(deepest(error))
    }
}

fn agreed_version(answer: &[u8]) -> Result<ApiVersion, Failure> {
    #[derive(Deserialize)]
    struct Spoken {
        #[serde(rename = "ApiVersion")]
        newest: String,
        #[serde(rename = "MinAPIVersion")]
        oldest: Option<String>,
    }
    let spoken: Spoken = serde_json::from_slice(answer).map_err(|error| not_a_version(&error))?;
    let newest =
        spoken.newest.parse().map_err(|()| Failure::Malformed("its API version is not one".into()))?;
    Ok(ApiVersion::agreed(spoken.oldest.and_then(|oldest| oldest.parse().ok()), newest))
}

/// The place alone: the error's own text would repeat what stands there.
fn not_a_version(error: &serde_json::Error) -> Failure {
    let (line, column) = (error.line(), error.column());
    Failure::Malformed(format!("its version is not one: line {line}, column {column}"))
}

fn unanswered(error: &hyper_util::client::legacy::Error) -> Failure {
    let cause = deepest(error);
    let is_protocol = chain(error).filter_map(|cause| cause.downcast_ref()).any(is_not_http);
    match (is_protocol, error.is_connect()) {
        (true, _) => Failure::Malformed(format!("not HTTP: {cause}")),
        (false, true) => Failure::Unreachable(cause),
        (false, false) => Failure::BrokeOff(cause),
    }
}

/// Bytes came that are no HTTP, or came unasked.
fn is_not_http(error: &hyper::Error) -> bool {
    let is_about_the_connection = error.is_closed() || error.is_canceled() || error.is_incomplete_message();
    error.is_parse() || (!is_about_the_connection && error.source().is_none())
}

/// The innermost cause, which says most: "No such file or directory".
fn deepest(error: &(dyn Error + 'static)) -> String {
    let cause = chain(error).last().expect("an error is the first of its own causes");
    match cause.downcast_ref::<io::Error>().map(io::Error::kind) {
        Some(io::ErrorKind::NotFound) => "there is no such socket".into(),
        Some(io::ErrorKind::PermissionDenied) => "permission denied".into(),
        Some(io::ErrorKind::ConnectionRefused) => "connection refused".into(),
        _ => words::plain(&cause.to_string()),
    }
}

fn chain<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| (*error).source())
}
