use crate::facts::EngineKind;
use crate::fix::change::{Change, Namespace};
use crate::rules::Case;
use crate::user::User;

/// Owns nothing in any image, and is no person's on any host.
const NOBODYS: &str = "10001:10001";

pub(super) fn propose(case: &Case<'_>, rule: &str, subject: &str) -> Vec<Change> {
    match rule {
        "CAP-001" => vec![Change::RemovePrivileged],
        "CAP-005" => users(case),
        "CAP-006" => vec![Change::SetNoNewPrivileges],
        "CAP-007" => seccomp(case),
        "CAP-008" => vec![Change::UseDefaultAppArmor],
        "CAP-009" => vec![Change::UseSeLinux],
        "CAP-010" => own(Namespace::Pid),
        "CAP-012" => own(Namespace::Ipc),
        "CAP-013" => own(Namespace::Uts),
        "CAP-014" => own(Namespace::User),
        "CAP-015" => vec![Change::RemoveDevice { device: subject.to_owned() }],
        "CAP-016" => vec![Change::MaskSystemPaths],
        "CAP-025" if subject == "cgroup namespace" => own(Namespace::Cgroup),
        "CAP-025" => vec![Change::RemoveCgroupParent],
        "CAP-028" => vec![Change::ProtectCgroups],
        "CAP-029" => vec![Change::RemoveGroup { group: subject.to_owned() }],
        "CAP-030" if subject == "ipc" => own(Namespace::Ipc),
        "CAP-030" if subject == "pid" => own(Namespace::Pid),
        "CAP-032" => vec![Change::RemoveDeviceRule { rule: subject.to_owned() }],
        _ => Vec::new(),
    }
}

fn own(namespace: Namespace) -> Vec<Change> {
    vec![Change::OwnNamespace { namespace }]
}

/// The image's own where that is another than root, else one that is nobody's.
fn users(case: &Case<'_>) -> Vec<Change> {
    let of_image = case.image.map(|image| User::parse(&image.user));
    let own = matches!(of_image, Some(User::Number(_))).then_some(Change::SetUser { user: None });
    own.into_iter().chain([Change::SetUser { user: Some(NOBODYS.to_owned()) }]).collect()
}

/// Where the engine's default filters nothing, or is not known to, only the profile's name helps.
fn seccomp(case: &Case<'_>) -> Vec<Change> {
    let builtin = (case.host.engine == EngineKind::Docker).then_some(Change::UseBuiltinSeccomp);
    [Change::UseDefaultSeccomp].into_iter().chain(builtin).collect()
}
