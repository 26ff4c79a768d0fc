use crate::facts::{EngineKind, Host};
use crate::fix::change::{Change, EngineSetting};

/// Only Docker has a `daemon.json`.
pub(super) fn propose(host: &Host, rule: &str, subject: &str) -> Vec<Change> {
    let setting = setting(rule, subject).filter(|_| host.engine == EngineKind::Docker);
    setting.map(|setting| Change::Engine { setting }).into_iter().collect()
}

fn setting(rule: &str, subject: &str) -> Option<EngineSetting> {
    Some(match rule {
        "HST-001" => EngineSetting::RequireClientCertificates,
        "HST-002" => EngineSetting::RemoveInsecureRegistry { registry: subject.to_owned() },
        "HST-003" => EngineSetting::NoInterContainerTraffic,
        "HST-004" => EngineSetting::LiveRestore,
        "HST-005" => EngineSetting::RemapUsers,
        "HST-006" => EngineSetting::NoExperimental,
        "HST-012" => EngineSetting::RemoteLogs,
        "HST-013" => EngineSetting::NoUserlandProxy,
        "HST-016" => EngineSetting::DefaultSeccomp,
        "HST-017" => EngineSetting::NoNewPrivileges,
        "HST-018" => EngineSetting::ManageFirewall,
        "HST-020" => EngineSetting::LogLevel,
        _ => return None,
    })
}
