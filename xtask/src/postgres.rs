//! A PostgreSQL for the length of one task: its own cluster in a temporary folder, reachable only
//! through a unix socket in there, gone afterwards.

use std::fs::{self, File};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use tempfile::TempDir;

use crate::process;

const SUPERUSER: &str = "postgres";
/// How long a start may take, in steps of 50 ms.
const PATIENCE: usize = 600;

pub struct Postgres {
    bin: PathBuf,
    account: Option<Account>,
    folder: TempDir,
    server: Child,
}

impl Postgres {
    pub fn start() -> Result<Self> {
        let bin = binaries()?;
        let account = Account::to_drop_to()?;
        // Not under $HOME: the other account must be able to enter it.
        let folder = tempfile::Builder::new().prefix("plimsoll-pg-").tempdir_in("/tmp")?;
        if let Some(account) = &account {
            chown(folder.path(), Some(account.uid), Some(account.gid))?;
        }
        let data = folder.path().join("data");
        let log = File::create(folder.path().join("log"))?;
        process::output(
            command(&bin, "initdb", account.as_ref())
                .args(["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--username"])
                .arg(SUPERUSER)
                .arg("--pgdata")
                .arg(&data),
        )?;
        let server = command(&bin, "postgres", account.as_ref())
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(folder.path())
            .args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off"])
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("PostgreSQL could not be started")?;
        let mut postgres = Self { bin, account, folder, server };
        postgres.wait_until_ready()?;
        Ok(postgres)
    }

    /// The address for `DATABASE_URL`.
    pub fn url(&self) -> String {
        format!("postgresql:///postgres?host={}&user={SUPERUSER}", self.folder.path().display())
    }

    /// Runs a file of SQL in one transaction.
    pub fn execute_file(&self, file: &Path) -> Result<()> {
        process::output(
            self.psql().args(["--set", "ON_ERROR_STOP=1", "--single-transaction", "--file"]).arg(file),
        )
        .with_context(|| format!("PostgreSQL refused {}", file.display()))?;
        Ok(())
    }

    fn psql(&self) -> Command {
        let mut psql = Command::new(self.bin.join("psql"));
        psql.args(["--no-psqlrc", "--quiet", "--dbname", "postgres", "--username", SUPERUSER, "--host"])
            .arg(self.folder.path());
        psql
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        for _ in 0..PATIENCE {
            if let Some(status) = self.server.try_wait()? {
                bail!("PostgreSQL ended with {status} at its start:\n{}", self.log());
            }
            if process::output(self.psql().args(["--command", "select 1"])).is_ok() {
                return Ok(());
            }
            sleep(Duration::from_millis(50));
        }
        bail!("PostgreSQL was not ready after 30 s:\n{}", self.log())
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let stopped = process::output(
            command(&self.bin, "pg_ctl", self.account.as_ref())
                .args(["--mode=immediate", "--pgdata"])
                .arg(self.folder.path().join("data"))
                .arg("stop"),
        );
        if stopped.is_err() {
            let _ = self.server.kill();
        }
        let _ = self.server.wait();
    }
}

/// The folder of an installed PostgreSQL's programs, the newest first.
pub fn binaries() -> Result<PathBuf> {
    if let Some(dir) = std::env::var_os("PLIMSOLL_PG_BIN") {
        return Ok(dir.into());
    }
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").is_file())
        .collect();
    versions.sort();
    if let Some((_, bin)) = versions.pop() {
        return Ok(bin);
    }
    let initdb = process::on_path("initdb").context("no PostgreSQL on this machine (Debian: postgresql)")?;
    Ok(initdb.parent().context("initdb lies in no folder")?.to_path_buf())
}

/// PostgreSQL refuses to run as root.
struct Account {
    uid: u32,
    gid: u32,
}

impl Account {
    fn to_drop_to() -> Result<Option<Self>> {
        if !process::is_root()? {
            return Ok(None);
        }
        let passwd = fs::read_to_string("/etc/passwd").context("reading /etc/passwd")?;
        ["postgres", "nobody"].into_iter().find_map(|name| Self::in_passwd(&passwd, name)).map(Some).context(
            "running as root, and there is neither a user `postgres` nor `nobody` to run PostgreSQL as",
        )
    }

    fn in_passwd(passwd: &str, name: &str) -> Option<Self> {
        let fields: Vec<&str> =
            passwd.lines().map(|line| line.split(':').collect()).find(|f: &Vec<&str>| f[0] == name)?;
        Some(Self { uid: fields.get(2)?.parse().ok()?, gid: fields.get(3)?.parse().ok()? })
    }
}

fn command(bin: &Path, program: &str, account: Option<&Account>) -> Command {
    let mut command = Command::new(bin.join(program));
    command.current_dir("/");
    if let Some(account) = account {
        command.uid(account.uid).gid(account.gid);
    }
    command
}
