use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use http::{Method, Response, StatusCode, Uri};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, UnixListener};
use tokio::task::{JoinHandle, JoinSet};

use crate::answer::{Answer, answer};
use crate::reply::{self, Body};
use crate::{Engine, Misbehaviour};

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

    fn api_version(&self) -> String {
        locked(&self.engine).api_version.clone()
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
                return Ok(reply::text(StatusCode::FORBIDDEN, "<html>403 Forbidden</html>"));
            }
            Misbehaviour::Fail { message, .. } => {
                return Ok(reply::json(&Answer::error(500, &message), &shared.api_version()));
            }
            Misbehaviour::HangInBody { .. } => {
                return Ok(reply::half_a_body(&honest(shared, version, path, request)));
            }
            Misbehaviour::Lie { lie, .. } => {
                let truth = honest(shared, version, path, request);
                return Ok(reply::tell(lie, truth, &shared.api_version()));
            }
        }
    }
    if path == "/_ping" {
        return Ok(reply::pong(&shared.api_version(), request.method()));
    }
    Ok(reply::json(&honest(shared, version, path, request), &shared.api_version()))
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
