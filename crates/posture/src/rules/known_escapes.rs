//! Flaws through which containers were left, and the versions that mend them.
//!
//! As of August 2026, from the advisories of runc, containerd, Docker and kernel.org.

use super::version::{Build, Version};
use crate::facts::Host;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Component {
    Runc,
    Containerd,
    Engine,
    Kernel,
}

#[derive(Debug)]
pub(crate) struct KnownEscape {
    pub cve: &'static str,
    component: Component,
    /// From the first version that has the flaw to the first that has not, in each series.
    ranges: &'static [(Version, Version)],
    /// Only where the host uses cgroup v1.
    needs_cgroup_v1: bool,
}

use Component::{Containerd, Engine, Kernel, Runc};

const fn v(major: u32, minor: u32, patch: u32) -> Version {
    Version::new(major, minor, patch)
}

const RUNC_2025: &[(Version, Version)] = &[
    (v(0, 0, 0), v(1, 2, 8)),
    (v(1, 3, 0).candidate(0), v(1, 3, 3)),
    (v(1, 4, 0).candidate(0), v(1, 4, 0).candidate(3)),
];

pub(crate) const ALL: &[KnownEscape] = &[
    escape("CVE-2019-5736", Runc, &[(v(0, 0, 0), v(1, 0, 0).candidate(7))]),
    escape("CVE-2021-30465", Runc, &[(v(0, 0, 0), v(1, 0, 0).candidate(95))]),
    escape("CVE-2024-21626", Runc, &[(v(1, 0, 0).candidate(93), v(1, 1, 12))]),
    escape("CVE-2025-31133", Runc, RUNC_2025),
    escape("CVE-2025-52565", Runc, RUNC_2025),
    escape("CVE-2025-52881", Runc, RUNC_2025),
    escape("CVE-2020-15257", Containerd, &[(v(0, 0, 0), v(1, 3, 9)), (v(1, 4, 0).candidate(0), v(1, 4, 3))]),
    escape(
        "CVE-2022-23648",
        Containerd,
        &[
            (v(0, 0, 0), v(1, 4, 13)),
            (v(1, 5, 0).candidate(0), v(1, 5, 10)),
            (v(1, 6, 0).candidate(0), v(1, 6, 1)),
        ],
    ),
    escape("CVE-2019-14271", Engine, &[(v(19, 3, 0), v(19, 3, 1))]),
    escape(
        "CVE-2022-0185",
        Kernel,
        &[
            (v(5, 1, 0), v(5, 4, 173)),
            (v(5, 5, 0), v(5, 10, 93)),
            (v(5, 11, 0), v(5, 15, 16)),
            (v(5, 16, 0), v(5, 16, 2)),
        ],
    ),
    KnownEscape {
        needs_cgroup_v1: true,
        ..escape(
            "CVE-2022-0492",
            Kernel,
            &[
                (v(2, 6, 24), v(4, 9, 301)),
                (v(4, 10, 0), v(4, 14, 266)),
                (v(4, 15, 0), v(4, 19, 229)),
                (v(4, 20, 0), v(5, 4, 177)),
                (v(5, 5, 0), v(5, 10, 97)),
                (v(5, 11, 0), v(5, 15, 20)),
                (v(5, 16, 0), v(5, 16, 6)),
            ],
        )
    },
    escape(
        "CVE-2022-0847",
        Kernel,
        &[(v(5, 8, 0), v(5, 10, 102)), (v(5, 11, 0), v(5, 15, 25)), (v(5, 16, 0), v(5, 16, 11))],
    ),
];

const fn escape(
    cve: &'static str,
    component: Component,
    ranges: &'static [(Version, Version)],
) -> KnownEscape {
    KnownEscape { cve, component, ranges, needs_cgroup_v1: false }
}

/// What a version says of a flaw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// `runc 1.1.4`
    Open(String),
    /// As [`Self::Open`], of a distribution that may have mended it.
    MayBeMended(String),
}

impl KnownEscape {
    /// `None`: the version has the fix, or none is known.
    pub fn standing(&self, host: &Host) -> Option<Standing> {
        if self.needs_cgroup_v1 && host.cgroup_version == Some(2) {
            return None;
        }
        let text = self.component.version(host)?;
        let Build { version, is_patched } = Build::read(text)?;
        let open = self.ranges.iter().any(|(from, mended)| (*from..*mended).contains(&version));
        let shown = || format!("{} {text}", self.component.name());
        open.then(|| if is_patched { Standing::MayBeMended(shown()) } else { Standing::Open(shown()) })
    }
}

impl Component {
    const fn name(self) -> &'static str {
        match self {
            Runc => "runc",
            Containerd => "containerd",
            Engine => "engine",
            Kernel => "kernel",
        }
    }

    fn version(self, host: &Host) -> Option<&str> {
        let listed = |name: &str| {
            host.components.iter().find(|(own, _)| own == name).map(|(_, version)| version.as_str())
        };
        let text = match self {
            Runc => listed("runc")?,
            Containerd => listed("containerd")?,
            Engine => host.engine_version.as_str(),
            Kernel => host.kernel_version.as_str(),
        };
        Some(text).filter(|text| !text.is_empty())
    }
}
