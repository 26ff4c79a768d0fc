//! Ways that the host leaves open, to containers that are near enough.

use super::Way;
use crate::facts::{Listener, NetworkMode};
use crate::outcome::EscapeKind;
use crate::rules::{Case, KNOWN_ESCAPES, Standing, is_seccomp_off};

pub(super) fn ways(case: &Case<'_>) -> Vec<Way> {
    [unconfined(case), old_containerd(case), open_engine(case), old_runc(case)]
        .into_iter()
        .flatten()
        .collect()
}

/// What is known of one flaw of a component on this host; `None`: it has the fix, or is not there.
fn standing(case: &Case<'_>, cve: &str) -> Option<Standing> {
    KNOWN_ESCAPES.iter().find(|escape| escape.cve == cve)?.standing(case.host)
}

/// The version, and what may be otherwise.
fn with_doubt(standing: Standing) -> String {
    match standing {
        Standing::Open(version) => version,
        Standing::MayBeMended(version) => format!("{version}, unless the distribution has mended it"),
    }
}

/// Without both filters any process makes itself a namespace in which it mounts a cgroup.
fn unconfined(case: &Case<'_>) -> Option<Way> {
    let is_open = is_seccomp_off(case)
        && case.has_mandatory_access_control() == Some(false)
        && case.host.cgroup_version == Some(1);
    let kernel = match standing(case, "CVE-2022-0492") {
        Some(standing) => with_doubt(standing),
        None if case.host.kernel_version.is_empty() => "a kernel of an unknown version".to_owned(),
        None => return None,
    };
    let evidence = format!("neither seccomp nor AppArmor, on {kernel}: a release agent can be written");
    let closed_by = "the engine's seccomp or AppArmor profile, cgroup v2, or a newer kernel";
    is_open.then(|| Way::of_root(case, EscapeKind::UnconfinedCgroupV1, "CAP-007", &evidence, closed_by))
}

fn old_containerd(case: &Case<'_>) -> Option<Way> {
    let version = with_doubt(standing(case, "CVE-2020-15257")?);
    let evidence = format!("a shim listens on an abstract socket in the host's network: {version}");
    let closed_by = "removing --network host, or a newer containerd";
    (case.container.network_mode == NetworkMode::Host)
        .then(|| Way::of_root(case, EscapeKind::OldContainerd, "CAP-011", &evidence, closed_by))
}

/// Any user reaches a port.
fn open_engine(case: &Case<'_>) -> Option<Way> {
    let reaches =
        case.container.network_mode == NetworkMode::Host && case.host.listener == Listener::PlainTcp;
    reaches.then(|| Way {
        kind: EscapeKind::OpenEngineApi,
        rule: "CAP-011",
        subject: String::new(),
        evidence: "the engine listens on TCP without client certificates, and loopback is the host's".into(),
        needs_escalation: false,
        closed_by: "removing --network host, or client certificates for the engine".into(),
    })
}

/// Flaws of runc that a process inside can use when somebody starts a command beside it. Later ones take a container that
/// is started with mounts of the attacker's choice: they are the host's (HST-015).
const FROM_INSIDE: [&str; 2] = ["CVE-2019-5736", "CVE-2024-21626"];

/// Only a version that is surely open: what a distribution may have mended is a question to the host.
fn old_runc(case: &Case<'_>) -> Option<Way> {
    let mut open = FROM_INSIDE.into_iter().filter_map(|cve| match standing(case, cve)? {
        Standing::Open(version) => Some((cve, version)),
        Standing::MayBeMended(_) => None,
    });
    let (cve, version) = open.next()?;
    let evidence = format!("{version} has {cve}");
    Some(Way::of_root(case, EscapeKind::OldRunc, "HST-015", &evidence, "updating runc").on(cve))
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use crate::facts::{AppArmor, Listener, NetworkMode, Seccomp};
    use crate::testing::{Sample, hardened};

    fn unconfined(kernel: &str) -> Sample {
        let sample = hardened().root().container(|c| {
            c.security.seccomp = Seccomp::Unconfined;
            c.security.apparmor = AppArmor::Unconfined;
        });
        sample.host(|h| (h.cgroup_version, h.kernel_version) = (Some(1), kernel.into()))
    }

    #[test]
    fn without_both_filters_an_old_kernel_on_cgroup_v1_is_a_way_out() {
        let expected = &["UnconfinedCgroupV1 CAP-007 : host root"];
        check(&unconfined("5.15.10"), expected);
        check(&unconfined("4.19.0-18-amd64"), expected);
        check(&unconfined(""), expected);
        check(&unconfined("6.1.0-28-amd64"), &[]);
        check(&unconfined("5.15.10").host(|h| h.cgroup_version = Some(2)), &[]);
        let with_seccomp = unconfined("5.15.10").container(|c| c.security.seccomp = Seccomp::Default);
        check(&with_seccomp, &[]);
    }

    fn on_host_network() -> Sample {
        hardened().root().container(|c| c.network_mode = NetworkMode::Host)
    }

    fn component(sample: Sample, name: &str, version: &str) -> Sample {
        sample.host(|h| h.components = vec![(name.into(), version.into())])
    }

    #[test]
    fn an_old_containerd_is_reached_from_the_hosts_network() {
        let old = component(on_host_network(), "containerd", "1.4.0");
        check(&old, &["OldContainerd CAP-011 : host root"]);
        check(&component(on_host_network(), "containerd", "1.4.3"), &[]);
        check(&component(hardened().root(), "containerd", "1.4.0"), &[]);
        let evidence = |version: &str| {
            let sample = component(on_host_network(), "containerd", version);
            sample.outcome().escape_paths.into_iter().map(|path| path.evidence).collect::<String>()
        };
        assert_eq!(
            evidence("1.4.0"),
            "a shim listens on an abstract socket in the host's network: containerd 1.4.0"
        );
        assert_eq!(
            evidence("1.4.0~ds1"),
            "a shim listens on an abstract socket in the host's network: containerd 1.4.0~ds1, unless the distribution has mended it"
        );
    }

    #[test]
    fn an_open_engine_is_reached_by_any_user_of_the_hosts_network() {
        let open = |sample: Sample| sample.host(|h| h.listener = Listener::PlainTcp);
        check(&open(on_host_network()), &["OpenEngineApi CAP-011 : host root"]);
        check(&open(on_host_network().user("101")), &["OpenEngineApi CAP-011 : host root"]);
        check(&open(hardened().root()), &[]);
        check(&on_host_network().host(|h| h.listener = Listener::MutualTls), &[]);
    }

    #[test]
    fn an_old_runc_is_a_way_out_of_every_container() {
        let old = component(hardened().root(), "runc", "1.1.11");
        check(&old, &["OldRunc HST-015 CVE-2024-21626: host root"]);
        check(
            &component(hardened(), "runc", "1.1.11"),
            &["OldRunc HST-015 CVE-2024-21626: host root after escalation"],
        );
        check(&component(hardened().root(), "runc", "1.1.5+ds1"), &[]);
        check(&component(hardened().root(), "runc", "1.3.3"), &[]);
        check(&component(hardened().root(), "runc", "1.2.4"), &[]);
    }
}
