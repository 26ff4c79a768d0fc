use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use super::{data_directory, plimsoll};

fn serve(data: &Path, log: &Path) -> (Child, BufReader<ChildStdout>) {
    let mut server = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .args(["serve", "--listen", "127.0.0.1:0", "--engine", "unix:///nowhere/docker.sock", "--data-dir"])
        .arg(data)
        .env("PLIMSOLL_LOG", "trace")
        .stdout(Stdio::piped())
        .stderr(File::create(log).expect("a log"))
        .spawn()
        .expect("the binary starts");
    let printed = BufReader::new(server.stdout.take().expect("piped"));
    (server, printed)
}

fn line(printed: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    printed.read_line(&mut line).expect("text");
    line.trim_end().to_owned()
}

fn stop(mut server: Child) {
    kill_process(Pid::from_child(&server), Signal::TERM).expect("it runs");
    let status = server.wait().expect("it ends");
    assert!(status.success(), "{status}");
}

#[test]
fn the_first_link_is_printed_never_logged_and_not_made_when_there_is_an_administrator() {
    let home = data_directory();
    let (data, log) = (home.path().join("data"), home.path().join("log"));
    let (server, mut printed) = serve(&data, &log);
    assert!(line(&mut printed).starts_with("Plimsoll is at http://127.0.0.1:"));
    line(&mut printed);
    let link = line(&mut printed);
    let (_, token) = link.split_once("/sign-in/link?token=").expect("a link");
    assert!(token.len() >= 43, "256 bits in at most 6 a letter: {}", token.len());
    stop(server);
    let logged = std::fs::read_to_string(&log).expect("a log");
    assert!(logged.contains("\"message\":\"serving\""), "logs are JSON: {logged}");
    assert!(!logged.contains(token), "the link is never logged");
    assert!(!data.join("postgres/postmaster.pid").exists(), "PostgreSQL has stopped, too");

    let data_text = data.to_str().expect("text");
    assert!(plimsoll(&["user", "add", "ada", "--role", "admin", "--data-dir", data_text]).well);
    let (server, mut printed) = serve(&data, &log);
    assert!(line(&mut printed).starts_with("Plimsoll is at http://127.0.0.1:"));
    stop(server);
    let mut rest = String::new();
    printed.read_to_string(&mut rest).expect("text");
    assert!(!rest.contains("token="), "{rest}");
}
