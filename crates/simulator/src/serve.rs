use std::convert::Infallible;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use futures::{StreamExt, stream};
use http::{Method, Response, StatusCode, Uri, header};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Empty, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, UnixListener};
use tokio::task::{JoinHandle, JoinSet};

use crate::answer::{Answer, answer};
use crate::{Engine, Lie, Misbehaviour};

/// An engine behind a socket. Dropping it closes the socket and every connection.
#[derive(Debug)]
pub struct Served {
    shared: Arc<Shared>,
    address: String,
    socket: Option<PathBuf>,
    task: JoinHandle<()>,
}

/// A request that an engine got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub method: String,
    /// With version and query, as sent.
    pub path: String,
}

#[derive(Debug)]
struct Shared {
    engine: Mutex<Engine>,
    misbehaviours: Mutex<Vec<Misbehaviour>>,
    requests: Mutex<Vec<Request>>,
}

type Body = BoxBody<Bytes, io::Error>;

impl Served {
    /// On a unix socket at `path`, at most 107 bytes long.
    pub fn unix(engine: Engine, path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let listener = Arc::new(UnixListener::bind(path)?);
        let shared = Arc::new(Shared::new(engine));
        let accept = move || {
            let listener = listener.clone();
            async move { listener.accept().await.map(|(stream, _)| stream) }
        };
        let task = tokio::spawn(converse_with_all(accept, shared.clone()));
        let address = format!("unix://{}", path.display());
        Ok(Self { shared, address, socket: Some(path.to_owned()), task })
    }

    /// On a free port of the loopback interface.
    pub async fn tcp(engine: Engine) -> io::Result<Self> {
        let listener = Arc::new(TcpListener::bind(("127.0.0.1", 0)).await?);
        let address = format!("tcp://{}", listener.local_addr()?);
        let shared = Arc::new(Shared::new(engine));
        let accept = move || {
            let listener = listener.clone();
            async move { listener.accept().await.map(|(stream, _)| stream) }
        };
        let task = tokio::spawn(converse_with_all(accept, shared.clone()));
        Ok(Self { shared, address, socket: None, task })
    }

    /// As an endpoint is written: `unix:///…` or `tcp://127.0.0.1:…`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Changes what the engine knows, between two requests.
    pub fn change<T>(&self, change: impl FnOnce(&mut Engine) -> T) -> T {
        change(&mut locked(&self.shared.engine))
    }

    /// Adds to what the engine does wrong.
    pub fn misbehave(&self, misbehaviour: Misbehaviour) {
        locked(&self.shared.misbehaviours).push(misbehaviour);
    }

    pub fn behave(&self) {
        locked(&self.shared.misbehaviours).clear();
    }

    /// Every request so far, or since they were forgotten, oldest first.
    pub fn requests(&self) -> Vec<Request> {
        locked(&self.shared.requests).clone()
    }

    /// For an engine that serves for long.
    pub fn forget_requests(&self) {
        locked(&self.shared.requests).clear();
    }

    /// Requests that could have changed something: neither GET nor HEAD.
    pub fn writes(&self) -> Vec<Request> {
        let reads = |request: &Request| request.method == "GET" || request.method == "HEAD";
        self.requests().into_iter().filter(|request| !reads(request)).collect()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
        if let Some(socket) = &self.socket {
            let _ = std::fs::remove_file(socket);
        }
    }
}

impl Shared {
    fn new(engine: Engine) -> Self {
        Self { engine: Mutex::new(engine), misbehaviours: Mutex::default(), requests: Mutex::default() }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Until accepting fails; ends all conversations with itself.
async fn converse_with_all<S, A>(accept: impl Fn() -> A, shared: Arc<Shared>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    A: Future<Output = io::Result<S>>,
{
    let mut connections = JoinSet::new();
    while let Ok(stream) = accept().await {
        connections.spawn(converse(stream, shared.clone()));
    }
}

async fn converse(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, shared: Arc<Shared>) {
    let service = service_fn(move |request| {
        let shared = shared.clone();
        async move { respond(&shared, &request).await }
    });
    let connection =
        http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
    // A client that goes away in the middle is no news to an engine.
    let _ = connection.await;
}

/// The connection is closed without an answer where this fails.
async fn respond(shared: &Shared, request: &hyper::Request<Incoming>) -> Result<Response<Body>, io::Error> {
    locked(&shared.requests)
        .push(Request { method: request.method().to_string(), path: request.uri().to_string() });
    let (version, path) = split_version(request.uri());
    let wrong: Vec<Misbehaviour> =
        locked(&shared.misbehaviours).iter().filter(|one| one.concerns(path)).cloned().collect();
    for misbehaviour in wrong {
        match misbehaviour {
            Misbehaviour::Slow { delay, .. } => tokio::time::sleep(delay).await,
            Misbehaviour::Hang { .. } => std::future::pending().await,
            Misbehaviour::HangUp { .. } => return Err(io::ErrorKind::ConnectionAborted.into()),
            Misbehaviour::Refuse { .. } => {
                return Ok(text(StatusCode::FORBIDDEN, "<html>403 Forbidden</html>"));
            }
            Misbehaviour::Fail { message, .. } => return Ok(json(&Answer::error(500, &message), shared)),
            Misbehaviour::HangInBody { .. } => {
                return Ok(half_a_body(&honest(shared, version, path, request)));
            }
            Misbehaviour::Lie { lie, .. } => {
                return Ok(tell(lie, honest(shared, version, path, request), shared));
            }
        }
    }
    if path == "/_ping" {
        return Ok(pong(shared, request.method()));
    }
    Ok(json(&honest(shared, version, path, request), shared))
}

fn honest(shared: &Shared, version: Option<&str>, path: &str, request: &hyper::Request<Incoming>) -> Answer {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return Answer::error(405, "this simulated engine can be read only");
    }
    let engine = locked(&shared.engine);
    if let Some(version) = version.filter(|version| is_newer(version, &engine.api_version)) {
        let newest = &engine.api_version;
        let message =
            format!("client version {version} is too new. Maximum supported API version is {newest}");
        return Answer::error(400, &message);
    }
    answer(&engine, path, request.uri().query().unwrap_or_default())
}

/// `/v1.41/info` is version `1.41` of `/info`.
fn split_version(uri: &Uri) -> (Option<&str>, &str) {
    let path = uri.path();
    let versioned = path.strip_prefix("/v").and_then(|rest| rest.split_once('/'));
    match versioned {
        Some((version, _)) if version.starts_with(|first: char| first.is_ascii_digit()) => {
            (Some(version), &path[version.len() + 2..])
        }
        _ => (None, path),
    }
}

fn is_newer(version: &str, than: &str) -> bool {
    let parts = |text: &str| -> Vec<u32> { text.split('.').filter_map(|part| part.parse().ok()).collect() };
    parts(version) > parts(than)
}

fn pong(shared: &Shared, method: &Method) -> Response<Body> {
    let body = if method == Method::HEAD { Bytes::new() } else { Bytes::from_static(b"OK") };
    let mut response = head(StatusCode::OK, "text/plain; charset=utf-8", full(body));
    let version = locked(&shared.engine).api_version.parse().expect("an API version is a header value");
    response.headers_mut().insert("Api-Version", version);
    response
}

fn json(answer: &Answer, shared: &Shared) -> Response<Body> {
    let status = StatusCode::from_u16(answer.status).expect("answers use known statuses");
    let mut body = answer.body.to_string();
    body.push('\n');
    let mut response = head(status, "application/json", full(body.into()));
    let version = locked(&shared.engine).api_version.parse().expect("an API version is a header value");
    response.headers_mut().insert("Api-Version", version);
    response
}

fn text(status: StatusCode, body: &'static str) -> Response<Body> {
    head(status, "text/html", full(Bytes::from_static(body.as_bytes())))
}

fn head(status: StatusCode, kind: &'static str, body: Body) -> Response<Body> {
    let built = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, kind)
        .header(header::SERVER, "Docker (linux)")
        .header("Ostype", "linux");
    built.body(body).expect("the headers are well formed")
}

fn full(bytes: Bytes) -> Body {
    if bytes.is_empty() {
        return Empty::new().map_err(|never: Infallible| match never {}).boxed();
    }
    Full::new(bytes).map_err(|never| match never {}).boxed()
}

fn half_a_body(answer: &Answer) -> Response<Body> {
    let text = answer.body.to_string();
    let half = Bytes::copy_from_slice(&text.as_bytes()[..text.len() / 2]);
    head(StatusCode::OK, "application/json", in_pieces(vec![half], true))
}

fn tell(lie: Lie, truth: Answer, shared: &Shared) -> Response<Body> {
    let true_text = truth.body.to_string();
    match lie {
        Lie::Html => text(StatusCode::OK, "<!doctype html><title>It works!</title>"),
        Lie::WrongTypes => {
            let status = truth.status;
            let body =
                serde_json::json!({ "Id": 7, "Names": "x", "Created": [], "HostConfig": "no", "State": 1 });
            json(&Answer { status, body }, shared)
        }
        Lie::Truncated => {
            let end = true_text.floor_char_boundary(true_text.len() / 2);
            head(StatusCode::OK, "application/json", full(true_text[..end].to_owned().into()))
        }
        Lie::OtherId => {
            let mut answer = truth;
            if let Some(id) = answer.body.get_mut("Id") {
                *id = "f".repeat(64).into();
            }
            json(&answer, shared)
        }
        Lie::Nested => head(
            StatusCode::OK,
            "application/json",
            full(format!("{{\"Nested\":{}", "[".repeat(1 << 20)).into()),
        ),
        Lie::Binary => {
            head(StatusCode::OK, "application/json", full(Bytes::from_static(&[0xff, 0xfe, 0, 0x80])))
        }
        Lie::Endless { megabytes } => {
            let chunk = Bytes::from(vec![b' '; 1 << 20]);
            let chunks = vec![chunk; megabytes as usize];
            head(StatusCode::OK, "application/json", in_pieces(chunks, false))
        }
    }
}

/// The chunks one after the other; then the end, or a wait without end.
fn in_pieces(chunks: Vec<Bytes>, then_hang: bool) -> Body {
    let frames = stream::iter(chunks.into_iter().map(|chunk| Ok(Frame::data(chunk))));
    if then_hang {
        return BodyExt::boxed(StreamBody::new(frames.chain(stream::pending())));
    }
    BodyExt::boxed(StreamBody::new(frames))
}
