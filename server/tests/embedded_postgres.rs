//! The embedded PostgreSQL, with a real one: it survives everything that may happen to it or to us.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};
use rustix::process::{Pid, Signal, kill_process};
use server::postgres::{Embedded, PostgresError};

/// A data directory that the account PostgreSQL runs under can reach, also when the tests run as root.
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("temporary directory");
    std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o711)).expect("chmod");
    home
}

async fn own(home: &Path) -> Embedded {
    Embedded::own(home).await.expect("PostgreSQL starts").expect("nobody else owns it")
}

fn kill(pid: u32) {
    let pid = Pid::from_raw(pid.try_into().expect("a process number")).expect("not zero");
    kill_process(pid, Signal::KILL).expect("the process is ours");
}

fn lives(pid: u32) -> bool {
    std::fs::read_link(format!("/proc/{pid}/cwd")).is_ok()
}

async fn until(what: &str, condition: impl Fn() -> bool) {
    let begun = Instant::now();
    while !condition() {
        assert!(begun.elapsed() < Duration::from_secs(30), "waited in vain until {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn is_ready(home: &Path, pid: u32) -> bool {
    let text = std::fs::read_to_string(home.join("postgres/postmaster.pid")).unwrap_or_default();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.first() == Some(&pid.to_string().as_str()) && lines.get(7) == Some(&"ready")
}

#[tokio::test]
async fn it_initialises_with_checksums_serves_and_leaves_nothing_running() {
    let home = home();
    let embedded = own(home.path()).await;
    let pid = embedded.pid().expect("owned");
    assert!(is_ready(home.path(), pid));
    assert!(embedded.url().contains("plimsoll?host=/"), "{}", embedded.url());
    embedded.stop().await.expect("stops");
    assert!(!lives(pid), "PostgreSQL is gone after stop");
    assert!(!home.path().join("postgres/postmaster.pid").exists(), "a clean stop removes the pid file");

    // `data_checksum_version` of the control file, as pg_controldata prints it.
    let binaries = server::postgres::Binaries::find(None).expect("installed");
    let controldata = binaries.postgres().with_file_name("pg_controldata");
    let answer = std::process::Command::new(controldata)
        .arg(home.path().join("postgres"))
        .env("LC_ALL", "C")
        .output()
        .expect("pg_controldata runs");
    let text = String::from_utf8_lossy(&answer.stdout).into_owned();
    let checksums =
        text.lines().find(|line| line.starts_with("Data page checksum version")).expect("printed");
    assert!(checksums.ends_with('1'), "{checksums}");
}

#[tokio::test]
async fn a_killed_postgresql_is_started_again() {
    let home = home();
    let embedded = own(home.path()).await;
    let first = embedded.pid().expect("owned");
    kill(first);
    until("another PostgreSQL is ready", || {
        embedded.pid().is_some_and(|pid| pid != first && is_ready(home.path(), pid))
    })
    .await;
    embedded.stop().await.expect("stops");
}

#[tokio::test]
async fn a_postgresql_that_outlived_its_server_is_adopted() {
    let home = home();
    let embedded = own(home.path()).await;
    let orphan = embedded.pid().expect("owned");
    embedded.abandon().await;
    let heir = own(home.path()).await;
    assert_eq!(heir.pid(), Some(orphan), "the same process goes on serving");
    heir.stop().await.expect("stops");
    assert!(!lives(orphan));
}

#[tokio::test]
async fn both_killed_at_once_start_again_in_spite_of_the_stale_pid_file() {
    let home = home();
    let embedded = own(home.path()).await;
    let first = embedded.pid().expect("owned");
    embedded.abandon().await;
    kill(first);
    until("it has ended", || !lives(first)).await;
    assert!(home.path().join("postgres/postmaster.pid").exists(), "the pid file is stale and says ready");
    let heir = own(home.path()).await;
    assert_ne!(heir.pid(), Some(first));
    heir.stop().await.expect("stops");
}

#[tokio::test]
async fn a_second_owner_is_refused_and_a_borrower_shares_without_stopping() {
    let home = home();
    let owner = own(home.path()).await;
    assert!(Embedded::own(home.path()).await.expect("no fault").is_none());
    let borrower = Embedded::borrow_or_own(home.path()).await.expect("shares");
    assert_eq!(borrower.url(), owner.url());
    assert_eq!(borrower.pid(), None);
    borrower.stop().await.expect("nothing to stop");
    assert!(lives(owner.pid().expect("owned")));
    owner.stop().await.expect("stops");
}

#[tokio::test]
async fn data_of_another_version_is_refused_with_the_package_to_install() {
    let home = home();
    std::fs::create_dir(home.path().join("postgres")).expect("created");
    std::fs::write(home.path().join("postgres/PG_VERSION"), "9\n").expect("written");
    let refusal = Embedded::own(home.path()).await.expect_err("version 9 is not installed");
    assert!(matches!(refusal, PostgresError::WrongMajor { major: 9, .. }));
    assert!(refusal.to_string().contains("postgresql-9"), "{refusal}");
}

#[tokio::test]
async fn an_owner_that_does_not_get_it_ready_is_not_waited_for_without_end() {
    let home = home();
    let lock = std::fs::File::create(home.path().join("lock")).expect("created");
    flock(&lock, FlockOperation::LockExclusive).expect("nobody else holds it");
    std::fs::write(home.path().join("postgres-start.log"), "FATAL:  the disk is full\n").expect("written");
    let refusal = Embedded::borrow(home.path(), Duration::from_millis(300)).await.expect_err("not ready");
    assert!(matches!(refusal, PostgresError::OwnerNotReady { .. }));
    assert!(refusal.to_string().contains("the disk is full"), "{refusal}");
}

#[tokio::test]
async fn borrowing_starts_and_makes_nothing() {
    let home = home();
    assert!(Embedded::borrow(home.path(), Duration::ZERO).await.expect("no fault").is_none());
    assert_eq!(std::fs::read_dir(home.path()).expect("it exists").count(), 0);
}

#[tokio::test]
async fn remains_of_a_start_that_was_killed_do_not_keep_it_from_starting() {
    let home = home();
    let draft = home.path().join("postgres.new.1");
    std::fs::create_dir(&draft).expect("created");
    std::fs::write(draft.join("PG_VERSION"), "15\n").expect("written");
    let embedded = own(home.path()).await;
    assert!(!draft.exists(), "nobody works in it any more");
    embedded.stop().await.expect("stops");
}

#[tokio::test]
async fn a_start_that_is_given_up_leaves_nothing_running() {
    let home = home();
    own(home.path()).await.stop().await.expect("stops");
    let data = home.path().canonicalize().expect("it exists").join("postgres");
    let pid_file = data.join("postmaster.pid");
    let given_up = async {
        while !pid_file.exists() {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        biased;
        () = given_up => {}
        _ = Embedded::own(home.path()) => panic!("it was ready at once"),
    }
    until("PostgreSQL has stopped", || !pid_file.exists()).await;
}
