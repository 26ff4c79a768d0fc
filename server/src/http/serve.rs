//! Serving connections, with a bound on how many there are and on how long a client may take to say what it wants.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::connect_info::ConnectInfo;
use axum::serve::Listener;
use axum::{Extension, body};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::sync::Semaphore;
use tower::{Layer, ServiceExt};
use tracing::debug;

use super::Peer;

const CONNECTIONS: usize = 1_024;
/// Until the head of a request has arrived; so long an idle connection is kept, too.
const HEAD_WITHIN: Duration = Duration::from_secs(30);

/// Answers connections of `listener` until `asked_to_stop`, then waits for the requests that are under way.
pub async fn serve(
    mut listener: impl Listener<Addr = SocketAddr>,
    routes: Router,
    asked_to_stop: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_WITHIN);
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let connections = GracefulShutdown::new();
    let mut asked_to_stop = std::pin::pin!(asked_to_stop);
    loop {
        let place = Arc::clone(&places).acquire_owned().await.expect("the semaphore is never closed");
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut asked_to_stop => break,
        };
        let service = Extension(ConnectInfo(Peer(peer))).layer(routes.clone());
        let service = service.map_request(|request: http::Request<_>| request.map(body::Body::new));
        let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(fault) = connection.await {
                debug!(%peer, %fault, "a connection broke off");
            }
            drop(place);
        });
    }
    connections.shutdown().await;
}
