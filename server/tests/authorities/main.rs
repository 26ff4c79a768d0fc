//! Whom the server believes when it connects outwards over TLS: the authorities of the system, or those that
//! `SSL_CERT_FILE` names.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use fleet::Actor;
use fleet::change::ChangeFilter;
use fleet::report::ReportSchedule;
use fleet::webhook::{DeliveryFailure, WebhookSettings};
use rustix::process::{Pid, Signal, kill_process};
use server::Clock;
use server::report::{File, MailError, Postman, SmtpSettings};
use server::webhook::{Message, Reach, Sender};
use store::testing::Database;
use testkit::PythonServer;

const CERTIFICATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/https/certificate.pem");
const KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/https/key.pem");
const RECEIVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/webhooks/receiver.py");
const MAIL_SERVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reports/mail_server.py");

/// One that speaks TLS only, with a certificate for `localhost`.
fn encrypted(script: &str) -> PythonServer {
    PythonServer::start(script, &[CERTIFICATE, KEY])
}

async fn post(receiver: &PythonServer) -> Result<(), DeliveryFailure> {
    let url = format!("https://localhost:{}/well/one", receiver.port());
    let message =
        Message { url: &url, id: "test", timestamp: 0, signatures: String::new(), payload: "{}".into() };
    Sender::new(Reach::new(&["127.0.0.0/8".parse().expect("a network")])).send(message).await
}

async fn mail(host: &str, port: u16, implicit_tls: bool) -> Result<(), MailError> {
    let from = "plimsoll@example.org".parse().expect("an address");
    let settings = SmtpSettings { host: host.into(), port, implicit_tls, user: None, password: None, from };
    let file = File { name: "report.csv".into(), media_type: "text/csv", bytes: Vec::new() };
    Postman::new(&settings)?.send("ada@example.org", "A report", "Words".into(), &file).await
}

#[tokio::test]
async fn whom_nobody_vouches_for_gets_neither_message_nor_mail() {
    let (receiver, mail_server) = (encrypted(RECEIVER), encrypted(MAIL_SERVER));
    assert_eq!(post(&receiver).await, Err(DeliveryFailure::Tls));
    let refused = mail("localhost", mail_server.port(), true).await;
    assert!(matches!(refused, Err(MailError::Server(_))), "{refused:?}");
    assert!(receiver.said().is_empty() && mail_server.said().is_empty());
}

#[tokio::test]
async fn a_mail_server_elsewhere_that_does_not_encrypt_gets_nothing() {
    let mail_server = PythonServer::start(MAIL_SERVER, &[]);
    // Not written as an address of this machine, so it is one of elsewhere.
    let refused = mail("127.1", mail_server.port(), false).await.expect_err("in the open");
    let why = format!("{refused:?}");
    assert!(why.contains("STARTTLS"), "{why}");
    assert!(mail_server.said().is_empty());
}

#[tokio::test]
async fn whom_an_authority_of_the_operator_vouches_for_gets_both() {
    let (receiver, mail_server) = (encrypted(RECEIVER), encrypted(MAIL_SERVER));
    let database = Database::create().await;
    let (store, actor, now) = (database.store().await, Actor::System("test".into()), Clock::system().now());
    let schedule = ReportSchedule {
        enabled: true,
        recipients: vec!["ada@example.org".into()],
        next_at: Some(now),
        ..ReportSchedule::default()
    };
    store.set_report_schedule(&actor, &schedule, now).await.expect("set");
    let settings = WebhookSettings {
        name: "tracker".into(),
        url: format!("https://localhost:{}/well/one", receiver.port()),
        filter: ChangeFilter::default(),
        enabled: true,
    };
    let webhook = store.create_webhook(&actor, &settings, now).await.expect("made");
    store.test_webhook(&actor, webhook.id, now).await.expect("queued");

    let home = tempfile::tempdir().expect("temporary directory");
    let server = serve(home.path(), &database.url(), mail_server.port());
    let told = receiver.heard(|said| said.first().cloned());
    assert_eq!(told["headers"]["host"], format!("localhost:{}", receiver.port()));
    assert_eq!(mail_server.heard(|said| said.first().cloned())["to"][0], "ada@example.org");
    stop(server);
}

/// The binary, which believes the certificate's authority.
fn serve(data: &Path, database: &str, mail_port: u16) -> Child {
    Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .args(["serve", "--listen", "127.0.0.1:0", "--engine", "unix:///nowhere/docker.sock"])
        .args(["--webhook-allow", "127.0.0.0/8,::1/128", "--mail-from", "plimsoll@example.org"])
        .args(["--smtp-server", &format!("smtps://localhost:{mail_port}")])
        .args(["--database-url", database, "--data-dir"])
        .arg(data)
        .env("SSL_CERT_FILE", CERTIFICATE)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .expect("the binary starts")
}

fn stop(mut server: Child) {
    kill_process(Pid::from_child(&server), Signal::TERM).expect("it runs");
    assert!(server.wait().expect("it ends").success());
}
