//! The data directory: made once, then only ever used by the version that made it.

use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::{Account, Binaries, NAME, PostgresError, draft, settings, socket};

/// A data directory that exists, and what it takes to serve it.
#[derive(Debug)]
pub struct Cluster {
    home: PathBuf,
    /// Canonical, as the kernel names the working directory of a process.
    pub data: PathBuf,
    pub socket_directory: PathBuf,
    account: Option<Account>,
    binaries: Binaries,
}

impl Cluster {
    /// Finds the cluster below `home`, making it where it is missing.
    pub async fn prepare(home: &Path) -> Result<Self, PostgresError> {
        let home = home.canonicalize().map_err(PostgresError::file("resolving", home))?;
        let data = home.join("postgres");
        let account = Account::to_drop_to(&data)?;
        if let Some(account) = &account {
            account.check_reaches(&data)?;
        }
        let binaries = Binaries::for_data(&data)?;
        let socket_directory = socket::directory_for(&home);
        let cluster = Self { home, data, socket_directory, account, binaries };
        if written_by(&cluster.data).is_none() {
            cluster.initialise().await?;
        }
        socket::prepare(&cluster.socket_directory, cluster.account.as_ref())?;
        Ok(cluster)
    }

    /// A connection URL for the database, over the unix socket.
    pub fn url(&self) -> String {
        url(&self.socket_directory)
    }

    pub fn start_log(&self) -> PathBuf {
        start_log(&self.home)
    }

    /// The command that serves this cluster.
    pub fn serve(&self) -> Result<Command, PostgresError> {
        let path = self.start_log();
        let log = std::fs::File::create(&path).map_err(PostgresError::file("creating", &path))?;
        let errors = log.try_clone().map_err(PostgresError::file("opening", &path))?;
        let mut command = self.command(&self.binaries.postgres());
        command
            .args(settings::arguments(&self.data, &self.socket_directory))
            .stdout(log)
            .stderr(errors)
            // A Ctrl-C in the terminal is for the server, which stops PostgreSQL when it has finished itself.
            .process_group(0);
        Ok(command)
    }

    /// Makes the cluster beside its place and moves it there when it is complete, so that a crash leaves no half.
    async fn initialise(&self) -> Result<(), PostgresError> {
        let draft = draft::create(&self.home, self.account.as_ref())?;
        let mut initdb = self.command(&self.binaries.initdb());
        // By its working directory the draft is known to be in use.
        initdb.current_dir(&draft);
        initdb.arg("-D").arg(&draft).args(INITDB).arg(format!("--username={NAME}"));
        run("initdb", initdb, "").await?;
        let mut single = self.command(&self.binaries.postgres());
        single.arg("--single").arg("-D").arg(&draft).arg("postgres");
        run("postgres --single", single, &format!("CREATE DATABASE {NAME};\n")).await?;
        draft::publish(&draft, &self.data)
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("LC_ALL", "C").env("TZ", "UTC").current_dir("/").stdin(Stdio::null());
        if let Some(account) = &self.account {
            account.apply(&mut command);
        }
        command
    }
}

/// Local connections are trusted because the socket lies in a directory that only this account can enter.
const INITDB: &[&str] = &[
    "--auth-local=trust",
    "--auth-host=reject",
    "--encoding=UTF8",
    "--locale=C",
    "--data-checksums",
    "--no-instructions",
];

/// A connection URL for the database behind the socket in `socket_directory`.
pub fn url(socket_directory: &Path) -> String {
    let encode = |byte: &u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'/' => char::from(*byte).to_string(),
        other => format!("%{other:02X}"),
    };
    let encoded: String = socket_directory.as_os_str().as_encoded_bytes().iter().map(encode).collect();
    format!("postgres://{NAME}@localhost/{NAME}?host={encoded}")
}

/// Where a start that fails leaves its reason.
pub fn start_log(home: &Path) -> PathBuf {
    home.join("postgres-start.log")
}

/// The end of a log, on one line; empty when there is none.
pub fn last_lines(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(5)..].join(" / ")
}

/// Major version that wrote the cluster in `data`; none where there is no cluster.
pub fn written_by(data: &Path) -> Option<u32> {
    std::fs::read_to_string(data.join("PG_VERSION")).ok()?.trim().parse().ok()
}

/// Makes the data directory, with the parents that are missing.
pub fn create_home(home: &Path) -> Result<(), PostgresError> {
    // Root's children run under another account and must get through; anybody else keeps the directory private.
    let mode = if rustix::process::geteuid().is_root() { 0o711 } else { 0o700 };
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(mode)
        .create(home)
        .map_err(PostgresError::file("creating the data directory", home))
}

async fn run(program: &'static str, mut command: Command, input: &str) -> Result<(), PostgresError> {
    let path = PathBuf::from(command.as_std().get_program());
    let failed = |source| PostgresError::Spawn { program: path, source };
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return Err(failed(error)),
    };
    if let Some(mut stdin) = child.stdin.take() {
        // A program that has ended already shows why in its status and output.
        let _ = stdin.write_all(input.as_bytes()).await;
    }
    let output = child.wait_with_output().await.map_err(failed)?;
    if output.status.success() {
        return Ok(());
    }
    let output_text = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(PostgresError::Failed { program, status: output.status, output: output_text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_carries_any_path() {
        let found = url(Path::new("/tmp/a b?c%d"));
        assert_eq!(found, "postgres://plimsoll@localhost/plimsoll?host=/tmp/a%20b%3Fc%25d");
    }
}
