use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use super::{data_directory, plimsoll};

const SERVE: [&str; 6] =
    ["serve", "--listen", "127.0.0.1:0", "--engine", "unix:///nowhere/docker.sock", "--data-dir"];

fn serve(data: &Path, log: &Path) -> (Child, BufReader<ChildStdout>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.args(SERVE).arg(data).stderr(File::create(log).expect("a log"));
    started(&mut command)
}

/// As [`serve`], with a terminal for standard output. The process number of the server is left in `pid`.
fn serve_on_terminal(data: &Path, log: &Path, pid: &Path) -> (Child, BufReader<ChildStdout>) {
    let quoted = |path: &Path| format!("'{}'", path.display());
    let line = format!(
        "echo $$ >{}; exec '{}' {} {} 2>{}",
        quoted(pid),
        env!("CARGO_BIN_EXE_plimsoll"),
        SERVE.join(" "),
        quoted(data),
        quoted(log)
    );
    started(Command::new("script").args(["--quiet", "--return", "--command", &line, "/dev/null"]))
}

fn started(command: &mut Command) -> (Child, BufReader<ChildStdout>) {
    let command = command.env("PLIMSOLL_LOG", "trace").stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let printed = BufReader::new(child.stdout.take().expect("piped"));
    (child, printed)
}

fn line(printed: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    printed.read_line(&mut line).expect("text");
    line.trim_end().to_owned()
}

fn stop(mut child: Child, server: Pid) {
    kill_process(server, Signal::TERM).expect("it runs");
    let status = child.wait().expect("it ends");
    assert!(status.success(), "{status}");
}

fn rest(mut printed: BufReader<ChildStdout>) -> String {
    let mut rest = String::new();
    printed.read_to_string(&mut rest).expect("text");
    rest
}

#[test]
fn on_a_terminal_the_first_link_is_printed_and_never_logged() {
    let home = data_directory();
    let (data, log, pid) = (home.path().join("data"), home.path().join("log"), home.path().join("pid"));
    let (child, mut printed) = serve_on_terminal(&data, &log, &pid);
    assert!(line(&mut printed).starts_with("Plimsoll is at http://127.0.0.1:"));
    line(&mut printed);
    let link = line(&mut printed);
    let (_, token) = link.split_once("/sign-in/link?token=").expect("a link");
    assert!(token.len() >= 43, "256 bits in at most 6 a letter: {}", token.len());
    let server = std::fs::read_to_string(&pid).expect("written").trim().parse().expect("a number");
    stop(child, Pid::from_raw(server).expect("not zero"));
    let logged = std::fs::read_to_string(&log).expect("a log");
    assert!(logged.contains("\"message\":\"serving\""), "logs are JSON: {logged}");
    assert!(!logged.contains(token), "the link is never logged");
    assert!(!data.join("postgres/postmaster.pid").exists(), "PostgreSQL has stopped, too");
}

#[test]
fn elsewhere_it_is_said_how_to_get_a_link_until_there_is_an_administrator() {
    let home = data_directory();
    let (data, log) = (home.path().join("data"), home.path().join("log"));
    let data_text = data.to_str().expect("text");
    let (server, mut printed) = serve(&data, &log);
    let address = line(&mut printed).strip_prefix("Plimsoll is at ").expect("an address").to_owned();
    let advice = line(&mut printed);
    let command = format!("plimsoll user link --data-dir '{data_text}' --public-url {address}");
    assert!(advice.ends_with(&command), "{advice}");

    let linked = plimsoll(&["user", "link", "--data-dir", data_text, "--public-url", &address]);
    assert!(linked.well, "{}", linked.err);
    assert!(linked.out.contains(&format!("{address}/sign-in/link?token=")), "{}", linked.out);
    let again = plimsoll(&["user", "link", "--data-dir", data_text]);
    assert!(again.well && again.out != linked.out, "one that was lost is replaced: {}", again.err);

    assert!(plimsoll(&["user", "add", "ada", "--role", "admin", "--data-dir", data_text]).well);
    let late = plimsoll(&["user", "link", "--data-dir", data_text]);
    assert!(!late.well && late.err.contains("plimsoll user link NAME; there are: ada"), "{}", late.err);
    let pid = Pid::from_child(&server);
    stop(server, pid);
    assert!(!rest(printed).contains("token="));

    let (server, mut printed) = serve(&data, &log);
    assert!(line(&mut printed).starts_with("Plimsoll is at http://127.0.0.1:"));
    let pid = Pid::from_child(&server);
    stop(server, pid);
    assert_eq!(rest(printed), "", "there is an administrator");
}
