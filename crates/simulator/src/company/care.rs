use crate::{Restart, Spec};

/// How carefully a service is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Care {
    Careless,
    Usual,
    Careful,
    Hardened,
}

impl Care {
    /// The neighbours of a level, `up` and `down` included, as teams are never of one kind.
    pub const fn shifted(self, by: i64) -> Self {
        match self as i64 + by {
            ..=0 => Self::Careless,
            1 => Self::Usual,
            2 => Self::Careful,
            3.. => Self::Hardened,
        }
    }

    /// What is done at this level.
    pub const fn measures(self) -> &'static [Measure] {
        match self {
            Self::Careless => &[],
            Self::Usual => &[Measure::Limits],
            Self::Careful => {
                &[Measure::Limits, Measure::NoNewPrivileges, Measure::NonRoot, Measure::SecretFiles]
            }
            Self::Hardened => &[
                Measure::Limits,
                Measure::NoNewPrivileges,
                Measure::NonRoot,
                Measure::SecretFiles,
                Measure::Pinned,
                Measure::FewCapabilities,
            ],
        }
    }
}

/// One thing that makes a service safer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    /// Memory, processors, processes, restarts.
    Limits,
    NoNewPrivileges,
    NonRoot,
    /// Credentials from files instead of the environment.
    SecretFiles,
    /// The image by digest; what it does is done by [`super::Stream`].
    Pinned,
    /// No capability, and a root filesystem that is only read.
    FewCapabilities,
}

impl Measure {
    pub fn apply(self, spec: &mut Spec) {
        let host = &mut spec.host;
        match self {
            Self::Limits => {
                host.memory_bytes = 512 << 20;
                host.nano_cpus = 1_000_000_000;
                host.pids = Some(256);
                host.restart = Restart::OnFailure(5);
            }
            Self::NoNewPrivileges => host.security_opt = vec!["no-new-privileges:true".into()],
            Self::NonRoot => spec.user = "10001:10001".into(),
            Self::SecretFiles => spec.env.iter_mut().for_each(from_file),
            Self::Pinned => {}
            Self::FewCapabilities => {
                host.cap_drop = vec!["ALL".into()];
                host.read_only_root = true;
                host.tmpfs = vec!["/tmp".into()];
                spec.health_check = true;
            }
        }
    }
}

/// `NAME_PASSWORD=value` becomes `NAME_PASSWORD_FILE=/run/secrets/name_password`.
fn from_file(pair: &mut String) {
    let Some((name, value)) = pair.split_once('=') else { return };
    let secret = ["PASSWORD", "_PASS", "TOKEN", "SECRET", "_URL"].iter().any(|end| name.ends_with(end));
    if secret && !value.starts_with("http") {
        *pair = format!("{name}_FILE=/run/secrets/{}", name.to_lowercase());
    }
}
