use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Finding, RuleId, Unknown};

/// What the rules say of one container or host; nothing about acceptance.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Sorted by severity (worst first), rule, subject.
    pub findings: Vec<Finding>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<Unknown>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escape_paths: Vec<EscapePath>,
    /// Recognised good practice, shown and not scored: "DB_PASSWORD_FILE reads from /run/secrets".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub good_practice: Vec<String>,
    /// The earliest moment at which time alone would change this outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime<Utc>>,
}

/// An evidenced way from the container to root on the host (MITRE ATT&CK T1611).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EscapePath {
    pub kind: EscapeKind,
    /// The findings that open it.
    pub rule: RuleId,
    pub subject: String,
    /// What was seen, in words.
    pub evidence: String,
    pub gives: EscapeGain,
    /// It needs root inside the container first (setuid or file-capability binaries).
    pub needs_escalation: bool,
    /// A user-namespace remap, a rootless engine or a sandboxing runtime stands between.
    pub downgraded: bool,
    /// What would close it, in words.
    pub closed_by: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EscapeKind {
    EngineSocket,
    Privileged,
    HostRootWritable,
    SysAdmin,
    SysAdminCgroupV1,
    WritableCgroups,
    SysModule,
    SysPtrace,
    DacReadSearch,
    RawDevice,
    DeviceRule,
    KernelControl,
    Lxcfs,
    HostLogs,
    SystemSocket,
    UnconfinedCgroupV1,
    OldContainerd,
    OpenEngineApi,
    OldRunc,
}

impl EscapeKind {
    pub const ALL: [Self; 19] = [
        Self::EngineSocket,
        Self::Privileged,
        Self::HostRootWritable,
        Self::SysAdmin,
        Self::SysAdminCgroupV1,
        Self::WritableCgroups,
        Self::SysModule,
        Self::SysPtrace,
        Self::DacReadSearch,
        Self::RawDevice,
        Self::DeviceRule,
        Self::KernelControl,
        Self::Lxcfs,
        Self::HostLogs,
        Self::SystemSocket,
        Self::UnconfinedCgroupV1,
        Self::OldContainerd,
        Self::OpenEngineApi,
        Self::OldRunc,
    ];

    /// As people read it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::EngineSocket => "Engine socket",
            Self::Privileged => "Privileged container",
            Self::HostRootWritable => "Host root or sensitive path writable",
            Self::SysAdmin => "SYS_ADMIN without AppArmor or SELinux",
            Self::SysAdminCgroupV1 => "SYS_ADMIN on cgroup v1",
            Self::WritableCgroups => "Writable cgroups on cgroup v1",
            Self::SysModule => "SYS_MODULE",
            Self::SysPtrace => "SYS_PTRACE among the host's processes",
            Self::DacReadSearch => "DAC_READ_SEARCH",
            Self::RawDevice => "Raw disk or memory of the host",
            Self::DeviceRule => "Device rule that opens disks",
            Self::KernelControl => "Kernel control file writable",
            Self::Lxcfs => "lxcfs writable",
            Self::HostLogs => "Host logs writable beside Kubernetes",
            Self::SystemSocket => "systemd or D-Bus socket",
            Self::UnconfinedCgroupV1 => "Unconfined on cgroup v1 (CVE-2022-0492)",
            Self::OldContainerd => "Host network and an old containerd (CVE-2020-15257)",
            Self::OpenEngineApi => "Host network and an open engine API",
            Self::OldRunc => "runc with a known way out",
        }
    }

    /// What whoever takes it has in the end.
    pub const fn gives(self) -> EscapeGain {
        match self {
            Self::DacReadSearch | Self::HostLogs => EscapeGain::AnyHostFile,
            _ => EscapeGain::HostRoot,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EscapeGain {
    HostRoot,
    AnyHostFile,
}

impl EscapeGain {
    pub const fn title(self) -> &'static str {
        match self {
            Self::HostRoot => "host root",
            Self::AnyHostFile => "any host file",
        }
    }
}
