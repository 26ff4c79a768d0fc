//! The least that a program can do which asks an engine the same questions: it knows them beforehand, keeps its
//! connections busy and drops what comes back.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Result, ensure};
use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Request, header};
use hyper_util::rt::TokioIo;
use tokio::net::UnixStream;
use tokio::task::JoinSet;

/// Asks `paths` over `connections` connections; returns the bytes that came.
pub async fn ask_all(socket: &Path, paths: Arc<[String]>, connections: usize) -> Result<usize> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut asking = JoinSet::new();
    for _ in 0..connections {
        asking.spawn(ask_some(socket.to_owned(), paths.clone(), next.clone()));
    }
    let mut bytes = 0;
    while let Some(asked) = asking.join_next().await {
        bytes += asked??;
    }
    Ok(bytes)
}

async fn ask_some(socket: PathBuf, paths: Arc<[String]>, next: Arc<AtomicUsize>) -> Result<usize> {
    let stream = TokioIo::new(UnixStream::connect(socket).await?);
    let (mut sender, connection) = http1::handshake(stream).await?;
    let driver = tokio::spawn(connection);
    let mut bytes = 0;
    while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
        sender.ready().await?;
        let request = Request::get(path).header(header::HOST, "localhost").body(Empty::<Bytes>::new())?;
        let mut answer = sender.send_request(request).await?;
        ensure!(answer.status().is_success(), "{path}: status {}", answer.status());
        while let Some(frame) = answer.frame().await {
            bytes += frame?.data_ref().map_or(0, Bytes::len);
        }
    }
    drop(sender);
    driver.await??;
    Ok(bytes)
}
