use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

/// One container as its engine knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    /// 64 hexadecimal digits.
    pub id: String,
    /// Without the leading slash.
    pub name: String,
    pub image_id: String,
    pub created_at: DateTime<Utc>,
    /// `None`: never started.
    pub started_at: Option<DateTime<Utc>>,
    pub state: State,
    pub restart_count: u32,
    /// The health check's last verdict, where there is a health check.
    pub unhealthy: bool,
    pub spec: Spec,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    Created,
    #[default]
    Running,
    Paused,
    Restarting,
    Exited,
}

impl State {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Restarting => "restarting",
            Self::Exited => "exited",
        }
    }
}

/// How a container is run: what survives a redeploy. Built by chaining.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spec {
    /// As on the command line: `nginx:1.27`.
    pub image: String,
    pub user: String,
    /// `NAME=value`, the image's own left out.
    pub env: Vec<String>,
    /// Empty: the image's.
    pub command: Vec<String>,
    pub labels: BTreeMap<String, String>,
    pub health_check: bool,
    pub host: HostOptions,
}

/// `HostConfig`, in the engine's terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostOptions {
    pub privileged: bool,
    pub cap_add: Vec<String>,
    pub cap_drop: Vec<String>,
    pub security_opt: Vec<String>,
    pub group_add: Vec<String>,
    /// Empty, `host` or `container:ID`; likewise the other namespaces.
    pub pid: String,
    pub ipc: String,
    pub uts: String,
    pub userns: String,
    /// Empty is the default bridge; else `host`, `none` or a network's name.
    pub network: String,
    /// `source:destination[:mode]`; a source without a slash is a volume.
    pub binds: Vec<String>,
    pub tmpfs: Vec<String>,
    pub read_only_root: bool,
    pub memory_bytes: u64,
    pub nano_cpus: u64,
    pub pids: Option<i64>,
    pub restart: Restart,
    pub ports: Vec<Port>,
    /// Same path inside.
    pub devices: Vec<String>,
    pub sysctls: BTreeMap<String, String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Restart {
    #[default]
    No,
    Always,
    UnlessStopped,
    OnFailure(u32),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    pub container: u16,
    /// Empty: all interfaces.
    pub address: String,
    pub host: u16,
}

impl Spec {
    pub fn new(image: &str) -> Self {
        Self { image: image.into(), ..Self::default() }
    }

    #[must_use]
    pub fn user(mut self, user: &str) -> Self {
        self.user = user.into();
        self
    }

    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push(format!("{name}={value}"));
        self
    }

    #[must_use]
    pub fn command(mut self, words: &[&str]) -> Self {
        self.command = words.iter().map(ToString::to_string).collect();
        self
    }

    #[must_use]
    pub fn label(mut self, key: &str, value: &str) -> Self {
        self.labels.insert(key.into(), value.into());
        self
    }

    #[must_use]
    pub fn bind(mut self, bind: &str) -> Self {
        self.host.binds.push(bind.into());
        self
    }

    #[must_use]
    pub fn network(mut self, network: &str) -> Self {
        self.host.network = network.into();
        self
    }

    /// Published on `address`, which may be empty for all interfaces.
    #[must_use]
    pub fn publish(mut self, address: &str, host: u16, container: u16) -> Self {
        self.host.ports.push(Port { container, address: address.into(), host });
        self
    }

    #[must_use]
    pub fn restart(mut self, restart: Restart) -> Self {
        self.host.restart = restart;
        self
    }

    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut HostOptions)) -> Self {
        change(&mut self.host);
        self
    }

    #[must_use]
    pub fn health_check(mut self) -> Self {
        self.health_check = true;
        self
    }

    /// Nothing left that a rule could object to, apart from the image.
    #[must_use]
    pub fn hardened(mut self, user: &str) -> Self {
        self.user = user.into();
        self.health_check = true;
        let host = &mut self.host;
        host.cap_drop = vec!["ALL".into()];
        host.security_opt = vec!["no-new-privileges:true".into()];
        host.read_only_root = true;
        host.memory_bytes = 256 << 20;
        host.nano_cpus = 500_000_000;
        host.pids = Some(200);
        host.restart = Restart::OnFailure(5);
        host.tmpfs.push("/tmp".into());
        self
    }
}
