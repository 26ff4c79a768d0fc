//! A value of a container's environment is nowhere: not in the database, not in a log, not on a page.

use std::io;
use std::sync::{Arc, Mutex};

use simulator::{Chance, Engine, Served, Spec};
use tempfile::TempDir;
use tracing_subscriber::fmt::MakeWriter;

use super::{Fleet, now};

const WINDOW: usize = 6;

/// Keeps everything that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

/// A container with a canary under every kind of name and in every kind of value, and the canaries.
fn planted(chance: &mut Chance) -> (Spec, Vec<String>) {
    let mut canaries = Vec::new();
    let mut canary = || {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        canaries.push(chance.text(letters, 36));
        canaries.last().unwrap().clone()
    };
    let spec = Spec::new("nginx:1.27")
        .env("NOTES", &canary())
        .env("DB_PASSWORD", &canary())
        .env("DATABASE_URL", &format!("postgres://app:{}@db/app", canary()))
        .env("GITHUB_TOKEN", &format!("ghp_{}", canary()))
        .env("OPTIONS", &format!("{{\"password\":\"{}\"}}", canary()))
        .env("JAVA_OPTS", &format!("-Dx.password={}", canary()))
        .env("DB_PASSWORD_FILE", &format!("/run/secrets/{}", canary()))
        .env("QUOTED", &format!("\"{}\"\n{}", canary(), canary()));
    (spec, canaries)
}

fn assert_absent(place: &str, text: &str, canaries: &[String]) {
    for window in canaries.iter().flat_map(|canary| canary.as_bytes().windows(WINDOW)) {
        let window = str::from_utf8(window).unwrap();
        assert!(!text.contains(window), "{window} of a canary is in {place}");
    }
}

#[tokio::test]
async fn no_value_of_an_environment_reaches_database_log_or_page() {
    let log = Log::default();
    let logging = tracing_subscriber::fmt().json().with_max_level(tracing::Level::TRACE);
    logging.with_writer(log.clone()).try_init().expect("this test has its process to itself");

    let (spec, mut canaries) = planted(&mut Chance::new(now().timestamp().unsigned_abs()));
    let mut engine = Engine::new(1, "tuna", now());
    engine.run("web", spec);
    let of_image: String = Chance::new(7).text("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 36);
    engine.images[0].env.push(format!("API_TOKEN={of_image}"));
    canaries.push(of_image);

    let folder = TempDir::new().unwrap();
    let served = Served::unix(engine, folder.path().join("socket")).unwrap();
    let fleet = Fleet::new().await;
    let host = fleet.add_host("tuna", served.address()).await;
    assert_eq!(fleet.scan().await, [("complete".to_owned(), 1)].into());
    let found = fleet.findings().await;
    assert!(found.iter().any(|finding| finding.subject == "DB_PASSWORD"), "the variables were read");

    let pages = fleet.every_page(host).await;
    assert!(pages.iter().any(|page| page.contains("DB_PASSWORD")), "the finding is shown");
    for page in pages {
        assert_absent("a page", &page, &canaries);
    }
    let database = fleet.app.database_text().await;
    assert!(database.contains("DB_PASSWORD"), "the finding is stored");
    assert_absent("the database", &database, &canaries);
    let logged = log.text();
    assert!(logged.contains("scanned"), "the scan is logged");
    assert_absent("the log", &logged, &canaries);
}
