use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::apply;
use super::{Facts, title};
use crate::Subject;
use crate::facts::{
    BuildFlawKind, Container, Disclosure, Host, PublishedPort, Runtime, Surroundings, Transport,
};

/// A change to how a container is run or built, or to its engine; names what it is about, holds no secret value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Change {
    RemovePrivileged,
    /// The whole lists, as a container has them afterwards.
    SetCapabilities {
        add: Vec<String>,
        drop: Vec<String>,
    },
    /// `None` leaves it to the image.
    SetUser {
        user: Option<String>,
    },
    SetNoNewPrivileges,
    /// Whatever the engine's own default is.
    UseDefaultSeccomp,
    /// The profile that the engine comes with, where its default is another.
    UseBuiltinSeccomp,
    UseDefaultAppArmor,
    UseSeLinux,
    MaskSystemPaths,
    ProtectCgroups,
    OwnNamespace {
        namespace: Namespace,
    },
    OwnNetwork {
        ports: Vec<PublishedPort>,
    },
    RemoveDevice {
        device: String,
    },
    RemoveDeviceRule {
        rule: String,
    },
    RemoveGroup {
        group: String,
    },
    RemoveSysctl {
        name: String,
    },
    RemoveCgroupParent,
    LimitMemory {
        bytes: u64,
    },
    /// In billionths of a processor.
    LimitCpus {
        nano_cpus: u64,
    },
    LimitPids {
        pids: u64,
    },
    LimitRestarts {
        max_tries: u32,
    },
    SetUlimits,
    /// All bindings of one port inside, as they are afterwards.
    Republish {
        container_port: u16,
        transport: Transport,
        ports: Vec<PublishedPort>,
    },
    /// All bindings, in place of `-P`.
    NamePorts {
        ports: Vec<PublishedPort>,
    },
    RemoveMount {
        destination: String,
    },
    MountReadOnly {
        destination: String,
    },
    MountPrivately {
        destination: String,
    },
    UseOwnVolume {
        destination: String,
        volume: String,
    },
    ReadOnlyRoot {
        /// Where it still writes, to memory.
        tmpfs: Vec<String>,
    },
    RemoveVolumesFrom,
    PinImage {
        reference: String,
    },
    AddHealthCheck,
    /// The variable gives way to one that names a file.
    ReadSecretFromFile {
        variable: String,
    },
    /// The switch goes, and a file takes its place where the program is known to read one.
    RequirePassword {
        variable: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file_variable: Option<String>,
    },
    UseEngineTls {
        variable: String,
    },
    /// A credential out of a command, a health check or a label.
    RemoveCredential {
        credential: Disclosure,
    },
    /// A variable out of the image.
    RemoveBakedVariable {
        variable: String,
    },
    /// A credential out of the image's configuration or its build.
    RemoveBakedCredential {
        credential: Disclosure,
    },
    MendBuild {
        flaw: BuildFlawKind,
    },
    RemoveSshServer,
    RemoveImageVolume {
        path: String,
    },
    ClearSetuid,
    UseSupportedBase,
    /// The image pulled or built again at that moment, with every fix that there is.
    RenewImage {
        at: DateTime<Utc>,
    },
    StartAgain {
        at: DateTime<Utc>,
    },
    Engine {
        setting: EngineSetting,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Namespace {
    Pid,
    Ipc,
    Uts,
    User,
    Cgroup,
}

/// A line of the engine's `daemon.json`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "name")]
pub enum EngineSetting {
    RequireClientCertificates,
    RemoveInsecureRegistry { registry: String },
    NoInterContainerTraffic,
    LiveRestore,
    RemapUsers,
    NoExperimental,
    RemoteLogs,
    NoUserlandProxy,
    DefaultSeccomp,
    NoNewPrivileges,
    ManageFirewall,
    LogLevel,
}

impl Change {
    /// The facts as they would be. Pure; whatever the change does not name stays as it is.
    #[must_use]
    pub fn apply<'a>(&self, facts: &Facts<'a>) -> Facts<'a> {
        apply::apply(self, facts)
    }

    /// As [`Self::apply`], of what is about an engine alone.
    #[must_use]
    pub fn apply_to_host(&self, host: &Host) -> Host {
        let (container, runtime) = (Container::default(), Runtime::default());
        let surroundings = Surroundings::default();
        let subject = Subject {
            container: &container,
            runtime: &runtime,
            image: None,
            host,
            surroundings: &surroundings,
        };
        self.apply(&Facts::from(subject)).host.into_owned()
    }

    /// One short imperative sentence. Names of containers and variables in it are as hostile as the facts are.
    pub fn title(&self) -> String {
        title::of(self)
    }
}
