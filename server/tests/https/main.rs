//! TLS terminated by the server itself. Certificate and key beside this file are for this test alone.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use server::http::{TlsError, TlsListener, tls_configuration};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

const CERTIFICATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/https/certificate.pem");
const KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/https/key.pem");

async fn serve() -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let configuration =
        tls_configuration(Path::new(CERTIFICATE), Path::new(KEY)).expect("they belong together");
    let listener = TlsListener::new(listener, configuration).expect("listening");
    let routes = Router::new().route("/", get(|| async { "hello over TLS" }));
    tokio::spawn(server::http::serve(listener, routes, std::future::pending()));
    address
}

fn client() -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(CERTIFICATE).expect("PEM")).expect("a certificate");
    let configuration = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(configuration))
}

#[tokio::test]
async fn a_client_that_trusts_the_certificate_is_answered() {
    let address = serve().await;
    let stream = TcpStream::connect(address).await.expect("connected");
    let name = ServerName::try_from("localhost").expect("a name");
    let mut stream = client().connect(name, stream).await.expect("the certificate is trusted");
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("answered");
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("hello over TLS"), "{answer}");
}

#[tokio::test]
async fn clients_that_stall_in_the_handshake_hold_nobody_up() {
    let address = serve().await;
    let mut stalled = Vec::new();
    for _ in 0..10 {
        stalled.push(TcpStream::connect(address).await.expect("connected"));
    }
    let stream = TcpStream::connect(address).await.expect("connected");
    let name = ServerName::try_from("localhost").expect("a name");
    let handshake = tokio::time::timeout(Duration::from_secs(5), client().connect(name, stream)).await;
    assert!(handshake.expect("at once").is_ok());
}

#[test]
fn files_that_do_not_fit_are_named() {
    let swapped = tls_configuration(Path::new(KEY), Path::new(CERTIFICATE)).expect_err("swapped").to_string();
    assert!(swapped.contains("key.pem"), "{swapped}");
    let missing = tls_configuration(Path::new("/nowhere/c.pem"), Path::new(KEY)).expect_err("missing");
    assert!(
        matches!(missing, TlsError::Pem { .. }) && missing.to_string().contains("/nowhere/c.pem"),
        "{missing}"
    );
}
