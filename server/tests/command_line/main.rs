//! The binary as an operator meets it.

mod people;
mod policy;
mod scan;
mod serve;
mod settings;
mod tokens;

use std::io::Write;
use std::process::{Command, Output, Stdio};

/// What a command printed, and whether it did well.
struct Said {
    well: bool,
    out: String,
    err: String,
}

fn plimsoll(arguments: &[&str]) -> Said {
    plimsoll_with(arguments, "")
}

/// Runs the command with `input` on standard input, and no configuration from the environment.
fn plimsoll_with(arguments: &[&str], input: &str) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PLIMSOLL_")) {
        if name != "PLIMSOLL_PG_BIN" {
            command.env_remove(name);
        }
    }
    let mut child = command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    // It may end without reading all of it, with a message that the test is about.
    let _ = child.stdin.take().expect("piped").write_all(input.as_bytes());
    let Output { status, stdout, stderr } = child.wait_with_output().expect("it ends");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    Said { well: status.success(), out: text(stdout), err: text(stderr) }
}

/// A data directory that PostgreSQL's account can reach, also when the tests run as root.
fn data_directory() -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().expect("temporary directory");
    std::fs::set_permissions(directory.path(), std::fs::Permissions::from_mode(0o711)).expect("chmod");
    directory
}
