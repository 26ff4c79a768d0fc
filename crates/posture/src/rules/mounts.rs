//! Every mount is judged once: of all rules about mounts only the most severe fires, the most specific among equals.

use std::borrow::Cow;

use super::mnt_011_lxcfs;
use super::rule::{Hit, Rule, Verdict};
use super::{Case, mnt_001_engine_socket, mnt_002_host_root, mnt_003_sensitive_path, mnt_004_kernel_control};
use super::{mnt_005_credential_files, mnt_006_propagation, mnt_008_shared_mount, mnt_010_system_socket};
use crate::facts::{Container, Host, Mount, Surroundings};
use crate::{Policy, Severity};

/// What the rule that won says of a mount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgedMount<'a> {
    pub mount: &'a Mount,
    pub rule: &'static str,
    pub severity: Severity,
    pub evidence: Cow<'static, str>,
}

/// What one rule would say of a mount.
pub(super) struct Judgement {
    pub severity: Severity,
    pub evidence: Cow<'static, str>,
}

impl Judgement {
    pub fn new(severity: Severity, evidence: impl Into<Cow<'static, str>>) -> Self {
        Self { severity, evidence: evidence.into() }
    }
}

/// What stands around a mount, for the judges that look beyond it.
#[derive(Clone, Copy)]
pub(crate) struct Around<'a> {
    pub host: &'a Host,
    pub surroundings: &'a Surroundings,
}

type Judge = fn(&Mount, Around<'_>) -> Option<Judgement>;

/// Most specific first.
const JUDGES: [(&Rule, Judge); 9] = [
    (&mnt_002_host_root::RULE, |mount, _| mnt_002_host_root::judge(mount)),
    (&mnt_001_engine_socket::RULE, |mount, _| mnt_001_engine_socket::judge(mount)),
    (&mnt_004_kernel_control::RULE, mnt_004_kernel_control::judge),
    (&mnt_010_system_socket::RULE, |mount, _| mnt_010_system_socket::judge(mount)),
    (&mnt_011_lxcfs::RULE, |mount, _| mnt_011_lxcfs::judge(mount)),
    (&mnt_005_credential_files::RULE, |mount, _| mnt_005_credential_files::judge(mount)),
    (&mnt_003_sensitive_path::RULE, |mount, _| mnt_003_sensitive_path::judge(mount)),
    (&mnt_006_propagation::RULE, |mount, _| mnt_006_propagation::judge(mount)),
    (&mnt_008_shared_mount::RULE, mnt_008_shared_mount::judge),
];

/// One entry for each mount that a rule objects to. Rules that are off do not compete.
pub(super) fn judge<'a>(
    container: &'a Container,
    around: Around<'_>,
    policy: &Policy,
) -> Vec<JudgedMount<'a>> {
    judge_by(container, around, |rule, found| (!policy.is_off(rule.id)).then(|| policy.severity(rule, found)))
}

/// As with every rule on: where a mount leads to does not hang on what counts.
pub(crate) fn judge_unfiltered<'a>(container: &'a Container, around: Around<'_>) -> Vec<JudgedMount<'a>> {
    judge_by(container, around, |_, found| Some(found))
}

fn judge_by<'a>(
    container: &'a Container,
    around: Around<'_>,
    counts_as: impl Fn(&Rule, Severity) -> Option<Severity>,
) -> Vec<JudgedMount<'a>> {
    let judged = container.mounts.iter().filter(|mount| !is_managed_by_kubelet(mount));
    judged.filter_map(|mount| worst(mount, around, &counts_as)).collect()
}

/// What `rule` says of the mounts that it won.
pub(super) fn verdict(case: &Case<'_>, rule: &str) -> Verdict {
    let won = case.mounts.iter().filter(|judged| judged.rule == rule);
    won.map(|judged| {
        Hit::new(judged.severity, judged.evidence.as_ref()).on(judged.mount.destination.as_str())
    })
    .collect()
}

/// By what the policy makes of a severity; `None`: the rule is off.
fn worst<'a>(
    mount: &'a Mount,
    around: Around<'_>,
    counts_as: impl Fn(&Rule, Severity) -> Option<Severity>,
) -> Option<JudgedMount<'a>> {
    let mut found: Option<(Severity, JudgedMount<'a>)> = None;
    for (rule, judge) in JUDGES {
        let Some(Judgement { severity, evidence }) = judge(mount, around) else { continue };
        let Some(counts) = counts_as(rule, severity) else { continue };
        if found.as_ref().is_none_or(|(best, _)| counts > *best) {
            found = Some((counts, JudgedMount { mount, rule: rule.id, severity, evidence }));
        }
    }
    found.map(|(_, judged)| judged)
}

fn is_managed_by_kubelet(mount: &Mount) -> bool {
    const MANAGED: [&str; 4] = ["/etc/resolv.conf", "/etc/hosts", "/etc/hostname", "/dev/termination-log"];
    const STATE: [&str; 3] = ["/var/lib/kubelet", "/var/lib/docker/containers", "/var/lib/containerd"];
    is_below(&mount.source, "/var/lib/kubelet/pods")
        || (MANAGED.contains(&mount.destination.as_str())
            && STATE.iter().any(|state| is_below(&mount.source, state)))
}

/// `/var/run` is a link to `/run` on every system of the last decade; the engine may report either.
pub(super) fn without_link(path: &str) -> &str {
    if is_or_below(path, "/var/run") { &path["/var".len()..] } else { path }
}

/// Whether `path` is `directory` or something in it.
pub(crate) fn is_or_below(path: &str, directory: &str) -> bool {
    path.strip_prefix(directory.trim_end_matches('/'))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether `path` is something in `directory`.
fn is_below(path: &str, directory: &str) -> bool {
    is_or_below(path, directory) && path.trim_end_matches('/') != directory
}

/// "read-only" or "writable".
pub(super) const fn mode(mount: &Mount) -> &'static str {
    if mount.read_only { "read-only" } else { "writable" }
}
