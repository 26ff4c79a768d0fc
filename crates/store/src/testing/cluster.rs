use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::{DirBuilderExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};

use super::connect;
use crate::Store;
use crate::connection::MIGRATIONS;

/// How long a start may take, in steps of [`STEP`].
const PATIENCE: usize = 600;
const STEP: Duration = Duration::from_millis(50);

/// Stops the server once no test has been connected for ten minutes. Arguments: programs, data, sockets.
const STOP_WHEN_IDLE: &str = r#"
idle=0
while [ "$idle" -lt 10 ]; do
    sleep 60
    busy=$("$1/psql" -XAtq -h "$3" -U postgres -d postgres -c "select count(*) from pg_stat_activity where datname like 'test\_%'") || exit
    if [ "$busy" = 0 ]; then idle=$((idle + 1)); else idle=0; fi
done
"$1/pg_ctl" -D "$2" -m immediate stop
"#;

/// The server that all tests of this machine share.
#[derive(Clone, Debug)]
pub struct Cluster {
    home: PathBuf,
}

impl Cluster {
    /// The server, started if it is not running.
    pub async fn running() -> Self {
        let uid = rustix::process::geteuid().as_raw();
        // Not under $TMPDIR, which may lie in a home that PostgreSQL's account cannot enter.
        let cluster = Self { home: PathBuf::from(format!("/tmp/plimsoll-tests-{uid}")) };
        if connect(&cluster.url("postgres")).await.is_err() {
            cluster.start().await;
        }
        cluster
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgresql:///{database}?host={}&user=postgres", self.home.display())
    }

    pub async fn execute(&self, sql: &str) {
        let mut connection = connect(&self.url("postgres")).await.expect("the test server answers");
        let done = connection.execute(AssertSqlSafe(sql.to_owned())).await;
        done.unwrap_or_else(|error| panic!("{sql}: {error}"));
        let _ = connection.close().await;
    }

    pub async fn drop_database(&self, name: &str) {
        self.execute(&format!("drop database if exists {name} with (force)")).await;
    }

    /// A database with all migrations of this version, made once.
    pub async fn template(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for migration in MIGRATIONS.iter() {
            hasher.update(&migration.checksum);
        }
        let name = format!("template_{}", &hasher.finalize().to_hex()[..16]);
        let _lock = self.lock();
        if !self.databases(&name).await.is_empty() {
            return name;
        }
        let draft = format!("{name}_draft");
        self.drop_database(&draft).await;
        self.execute(&format!("create database {draft}")).await;
        let store = Store::connect(&self.url(&draft), 1).await.expect("the draft can be reached");
        store.migrate().await.expect("the migrations apply to an empty database");
        store.close().await;
        self.execute(&format!("alter database {draft} rename to {name}")).await;
        name
    }

    /// Drops the databases of test processes that are no more.
    pub async fn drop_abandoned(&self) {
        for name in self.databases("test_").await {
            let owner = name.split('_').nth(1).unwrap_or_default();
            if !Path::new("/proc").join(owner).exists() {
                self.drop_database(&name).await;
            }
        }
    }

    async fn databases(&self, prefix: &str) -> Vec<String> {
        let mut connection = connect(&self.url("postgres")).await.expect("the test server answers");
        let names = sqlx::query_scalar(
            "select datname::text from pg_database where starts_with(datname::text, $1) and datname !~ '_draft$'",
        )
        .bind(prefix)
        .fetch_all(&mut connection)
        .await
        .expect("the test server lists its databases");
        let _ = connection.close().await;
        names
    }

    async fn start(&self) {
        let bin = binaries();
        let account = Account::to_drop_to();
        self.make_home(account.as_ref());
        let _lock = self.lock();
        if connect(&self.url("postgres")).await.is_ok() {
            return;
        }
        self.initialise(&bin, account.as_ref());
        self.serve(&bin, account.as_ref());
        for _ in 0..PATIENCE {
            if connect(&self.url("postgres")).await.is_ok() {
                return self.stop_when_idle(&bin, account.as_ref());
            }
            tokio::time::sleep(STEP).await;
        }
        let log = fs::read_to_string(self.home.join("log")).unwrap_or_default();
        panic!("the test server did not start:\n{log}");
    }

    fn make_home(&self, account: Option<&Account>) {
        if self.home.is_dir() {
            return;
        }
        let made = DirBuilder::new().mode(0o700).create(&self.home);
        if let (Ok(()), Some(account)) = (made, account) {
            chown(&self.home, Some(account.uid), Some(account.gid)).expect("root may change owners");
        }
    }

    /// Held by one test process at a time, until it is dropped.
    fn lock(&self) -> File {
        let path = self.home.join("lock");
        let file = File::options().create(true).append(true).open(&path);
        let file = file.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        flock(&file, FlockOperation::LockExclusive).expect("a lock file can be locked");
        file
    }

    fn initialise(&self, bin: &Path, account: Option<&Account>) {
        let (data, draft) = (self.home.join("data"), self.home.join("data.new"));
        if data.is_dir() {
            return;
        }
        let _ = fs::remove_dir_all(&draft);
        let output = command(&bin.join("initdb"), account)
            .args(["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--username=postgres"])
            .arg("--pgdata")
            .arg(&draft)
            .output()
            .expect("initdb can be run");
        assert!(output.status.success(), "initdb: {}", String::from_utf8_lossy(&output.stderr));
        fs::rename(&draft, &data).expect("the new cluster can take its place");
    }

    #[expect(clippy::zombie_processes, reason = "it outlives this process, which is one test")]
    fn serve(&self, bin: &Path, account: Option<&Account>) {
        let log = File::create(self.home.join("log")).expect("the log can be written");
        command(&bin.join("postgres"), account)
            .arg("-D")
            .arg(self.home.join("data"))
            .arg("-k")
            .arg(&self.home)
            .args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off"])
            .args(["-c", "synchronous_commit=off", "-c", "max_connections=400", "-c", "autovacuum=off"])
            .stdout(log.try_clone().expect("a file handle can be copied"))
            .stderr(log)
            .process_group(0)
            .spawn()
            .expect("PostgreSQL can be started");
    }

    #[expect(clippy::zombie_processes, reason = "it outlives this process, which is one test")]
    fn stop_when_idle(&self, bin: &Path, account: Option<&Account>) {
        command(Path::new("/bin/sh"), account)
            .args(["-c", STOP_WHEN_IDLE, "stop-when-idle"])
            .arg(bin)
            .arg(self.home.join("data"))
            .arg(&self.home)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("a shell can be started");
    }
}

/// The programs of the newest installed PostgreSQL.
fn binaries() -> PathBuf {
    if let Some(bin) = std::env::var_os("PLIMSOLL_PG_BIN") {
        return bin.into();
    }
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = installed
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").is_file())
        .collect();
    versions.sort();
    let newest = versions.pop().map(|(_, bin)| bin);
    newest.expect(
        "this test needs PostgreSQL 15 or newer: install Debian's postgresql, or name its programs' folder in PLIMSOLL_PG_BIN",
    )
}

/// PostgreSQL refuses to run as root.
struct Account {
    uid: u32,
    gid: u32,
}

impl Account {
    fn to_drop_to() -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            return None;
        }
        let passwd = fs::read_to_string("/etc/passwd").expect("/etc/passwd can be read");
        let line =
            ["postgres:", "nobody:"].iter().find_map(|name| passwd.lines().find(|l| l.starts_with(name)));
        let mut ids = line.expect("there is a user postgres or nobody").split(':').skip(2);
        let mut id = || ids.next()?.parse().ok();
        Some(Self { uid: id().expect("a user has an id"), gid: id().expect("a user has a group") })
    }
}

fn command(program: &Path, account: Option<&Account>) -> Command {
    let mut command = Command::new(program);
    command.current_dir("/").stdin(Stdio::null());
    if let Some(account) = account {
        command.uid(account.uid).gid(account.gid);
    }
    command
}
