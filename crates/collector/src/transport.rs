//! HTTP/1.1 to one engine over a unix socket or TCP, with connections that are kept.

use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};

use fleet::Endpoint;
use http::Uri;
use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::rt::ReadBufCursor;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::net::{TcpStream, UnixStream};

pub(crate) type HttpClient = Client<Dial, Empty<Bytes>>;

pub(crate) fn client(endpoint: &Endpoint, connections: usize) -> HttpClient {
    Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_max_idle_per_host(connections)
        .build(Dial { to: Target::of(endpoint) })
}

/// The authority that stands in requests to `endpoint`.
pub(crate) fn authority(endpoint: &Endpoint) -> String {
    match endpoint {
        Endpoint::Unix(_) => "localhost".into(),
        Endpoint::Tcp { host, port } => format!("{host}:{port}"),
    }
}

/// Opens connections to one engine, whatever the request's URI says.
#[derive(Clone, Debug)]
pub(crate) struct Dial {
    to: Target,
}

#[derive(Clone, Debug)]
enum Target {
    Unix(PathBuf),
    Tcp(String, u16),
}

impl Target {
    fn of(endpoint: &Endpoint) -> Self {
        match endpoint {
            Endpoint::Unix(path) => Self::Unix(path.into()),
            Endpoint::Tcp { host, port } => {
                let host = host.trim_start_matches('[').trim_end_matches(']');
                Self::Tcp(host.into(), *port)
            }
        }
    }

    async fn open(self) -> io::Result<Stream> {
        match self {
            Self::Unix(path) => Ok(Stream::Unix(TokioIo::new(UnixStream::connect(path).await?))),
            Self::Tcp(host, port) => {
                let stream = TcpStream::connect((host.as_str(), port)).await?;
                stream.set_nodelay(true)?;
                Ok(Stream::Tcp(TokioIo::new(stream)))
            }
        }
    }
}

impl tower::Service<Uri> for Dial {
    type Response = Stream;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Stream>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        Box::pin(self.to.clone().open())
    }
}

pub(crate) enum Stream {
    Unix(TokioIo<UnixStream>),
    Tcp(TokioIo<TcpStream>),
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl hyper::rt::Read for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Unix(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Tcp(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl hyper::rt::Write for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Unix(stream) => Pin::new(stream).poll_write(cx, buf),
            Self::Tcp(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Unix(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tcp(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Unix(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tcp(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
