use std::fmt::Write as _;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// The engine's API, writes included, as far as tests need it: HTTP/1.0, one connection for each request.
pub(super) struct Api {
    socket: PathBuf,
}

const TIMEOUT: Duration = Duration::from_mins(1);

impl Api {
    pub fn at(socket: PathBuf) -> Self {
        Self { socket }
    }

    pub fn get(&self, path: &str) -> Result<String> {
        self.ask("GET", path, "application/json", b"")
    }

    pub fn post(&self, path: &str, kind: &str, body: &[u8]) -> Result<String> {
        self.ask("POST", path, kind, body)
    }

    pub fn delete(&self, path: &str) -> Result<String> {
        self.ask("DELETE", path, "application/json", b"")
    }

    fn ask(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Result<String> {
        let mut stream = UnixStream::connect(&self.socket)
            .with_context(|| format!("cannot connect to {}", self.socket.display()))?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.0\r\nHost: engine\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
        )?;
        // An engine that refuses a body answers before it has read it all.
        let written = stream.write_all(body);
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        if answer.is_empty() {
            written?;
        }
        let answer = String::from_utf8(answer).context("the engine answers in UTF-8")?;
        let (head, said) = answer.split_once("\r\n\r\n").context("the engine answers in HTTP")?;
        let status = head.split(' ').nth(1).context("an answer has a status")?;
        if !status.starts_with('2') {
            bail!("{method} {path}: status {status}: {}", said.trim());
        }
        Ok(said.to_owned())
    }
}

/// Percent-encoded, for a query.
pub(super) fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(byte.into());
        } else {
            write!(encoded, "%{byte:02X}").expect("writing to a string succeeds");
        }
        encoded
    })
}
