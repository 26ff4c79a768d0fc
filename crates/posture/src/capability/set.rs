macro_rules! capabilities {
    ($($variant:ident $name:literal,)*) => {
        /// A Linux capability, in the order of the kernel's numbers.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Capability { $($variant,)* }

        impl Capability {
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Upper case, without `CAP_`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// With or without `CAP_`; upper case as facts hold it.
            pub fn parse(name: &str) -> Option<Self> {
                match super::bare(name) {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

capabilities! {
    Chown "CHOWN",
    DacOverride "DAC_OVERRIDE",
    DacReadSearch "DAC_READ_SEARCH",
    Fowner "FOWNER",
    Fsetid "FSETID",
    Kill "KILL",
    Setgid "SETGID",
    Setuid "SETUID",
    Setpcap "SETPCAP",
    LinuxImmutable "LINUX_IMMUTABLE",
    NetBindService "NET_BIND_SERVICE",
    NetBroadcast "NET_BROADCAST",
    NetAdmin "NET_ADMIN",
    NetRaw "NET_RAW",
    IpcLock "IPC_LOCK",
    IpcOwner "IPC_OWNER",
    SysModule "SYS_MODULE",
    SysRawio "SYS_RAWIO",
    SysChroot "SYS_CHROOT",
    SysPtrace "SYS_PTRACE",
    SysPacct "SYS_PACCT",
    SysAdmin "SYS_ADMIN",
    SysBoot "SYS_BOOT",
    SysNice "SYS_NICE",
    SysResource "SYS_RESOURCE",
    SysTime "SYS_TIME",
    SysTtyConfig "SYS_TTY_CONFIG",
    Mknod "MKNOD",
    Lease "LEASE",
    AuditWrite "AUDIT_WRITE",
    AuditControl "AUDIT_CONTROL",
    Setfcap "SETFCAP",
    MacOverride "MAC_OVERRIDE",
    MacAdmin "MAC_ADMIN",
    Syslog "SYSLOG",
    WakeAlarm "WAKE_ALARM",
    BlockSuspend "BLOCK_SUSPEND",
    AuditRead "AUDIT_READ",
    Perfmon "PERFMON",
    Bpf "BPF",
    CheckpointRestore "CHECKPOINT_RESTORE",
}

/// A set of capabilities, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct CapabilitySet(u64);

impl CapabilitySet {
    pub const EMPTY: Self = Self(0);
    pub const ALL: Self = Self((1 << Capability::ALL.len()) - 1);

    pub const PODMAN_DEFAULT: Self = Self::from_slice(&[
        Capability::Chown,
        Capability::DacOverride,
        Capability::Fowner,
        Capability::Fsetid,
        Capability::Kill,
        Capability::NetBindService,
        Capability::Setfcap,
        Capability::Setgid,
        Capability::Setpcap,
        Capability::Setuid,
        Capability::SysChroot,
    ]);

    pub const DOCKER_DEFAULT: Self = Self::PODMAN_DEFAULT.union(Self::from_slice(&[
        Capability::AuditWrite,
        Capability::Mknod,
        Capability::NetRaw,
    ]));

    const fn from_slice(capabilities: &[Capability]) -> Self {
        let (mut bits, mut i) = (0, 0);
        while i < capabilities.len() {
            bits |= 1 << capabilities[i] as u64;
            i += 1;
        }
        Self(bits)
    }

    /// Names this kernel table does not know, and `ALL`, are left out.
    pub fn of(names: &[String]) -> Self {
        let known = names.iter().filter_map(|name| Capability::parse(name));
        Self(known.fold(0, |bits, capability| bits | 1 << capability as u64))
    }

    pub const fn contains(self, capability: Capability) -> bool {
        self.0 & (1 << capability as u64) != 0
    }

    pub const fn contains_all(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub const fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// In the order of the kernel's numbers.
    pub fn iter(self) -> impl Iterator<Item = Capability> {
        Capability::ALL.iter().copied().filter(move |capability| self.contains(*capability))
    }
}
