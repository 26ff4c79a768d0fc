use super::Breakage;
use crate::facts::Host;
use crate::fix::EngineSetting;

pub(super) fn collect(setting: &EngineSetting, host: &Host, evidence: &mut Breakage) {
    match setting {
        EngineSetting::LiveRestore => {
            evidence.holds("a reload of the engine is enough, and no container stops");
            return;
        }
        EngineSetting::RequireClientCertificates => {
            evidence.breaks("every client needs a certificate, Plimsoll's own collection among them");
        }
        EngineSetting::RemoveInsecureRegistry { registry } => {
            evidence.breaks(format!("pulls from {registry} fail until it has a certificate"));
        }
        EngineSetting::NoInterContainerTraffic => {
            evidence.breaks("containers on the default bridge no longer reach each other");
        }
        EngineSetting::RemapUsers => {
            evidence.breaks("images and volumes are kept apart by user: all must be pulled and moved again");
            evidence.breaks("containers with host namespaces or --privileged need --userns host");
        }
        EngineSetting::RemoteLogs => evidence.breaks("it needs a receiver that is up"),
        EngineSetting::NoNewPrivileges => {
            evidence.breaks("containers created from then on cannot use setuid programs");
        }
        EngineSetting::ManageFirewall => {
            evidence.breaks("rules that somebody keeps by hand meet the engine's");
        }
        EngineSetting::NoUserlandProxy => evidence.breaks("it needs a kernel with hairpin NAT"),
        EngineSetting::NoExperimental | EngineSetting::DefaultSeccomp | EngineSetting::LogLevel => {}
    }
    if host.live_restore == Some(true) {
        evidence.holds("live restore is on: containers keep running while the engine starts again");
    } else {
        evidence.breaks("the engine must start again, and its containers with it");
    }
}
