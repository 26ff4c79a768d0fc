use crate::facts::{DaemonFile, Host, Listener};
use crate::fix::change::{Change, EngineSetting};
use crate::fix::facts::Facts;

/// False where the change is about something else.
pub(super) fn apply(change: &Change, facts: &mut Facts<'_>) -> bool {
    let Change::Engine { setting } = change else { return false };
    set(facts.host.to_mut(), setting);
    true
}

fn set(host: &mut Host, setting: &EngineSetting) {
    match setting {
        EngineSetting::RequireClientCertificates => host.listener = Listener::MutualTls,
        EngineSetting::RemoveInsecureRegistry { registry } => {
            host.insecure_registries.retain(|own| own != registry);
        }
        EngineSetting::NoInterContainerTraffic => host.default_bridge_icc = Some(false),
        EngineSetting::LiveRestore => host.live_restore = Some(true),
        EngineSetting::RemapUsers => host.confinement.user_namespaces = Some(true),
        EngineSetting::NoExperimental => host.experimental = Some(false),
        EngineSetting::RemoteLogs => host.logging_driver = "syslog".into(),
        EngineSetting::NoUserlandProxy => daemon(host).userland_proxy = Some(false),
        EngineSetting::DefaultSeccomp => {
            host.confinement.seccomp_default_unconfined = Some(false);
            host.confinement.seccomp_default_custom = false;
        }
        EngineSetting::NoNewPrivileges => host.confinement.no_new_privileges_default = Some(true),
        EngineSetting::ManageFirewall => daemon(host).iptables = None,
        EngineSetting::LogLevel => daemon(host).log_level = None,
    }
}

fn daemon(host: &mut Host) -> &mut DaemonFile {
    host.daemon.get_or_insert_default()
}
