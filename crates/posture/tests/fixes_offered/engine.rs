use posture::AcceptedSet;
use posture::facts::EngineKind;
use posture::fix::{Yardstick, host_fixes};
use posture::testing::{Sample, hardened_host};

use crate::line;

fn of_engine(sample: &Sample) -> Vec<String> {
    let accepted = AcceptedSet::new();
    let by = Yardstick { policy: &sample.policy, accepted: &accepted, now: sample.now };
    host_fixes(&sample.host, &sample.host_outcome(), &by).iter().map(line).collect()
}

#[test]
fn a_hardened_engine_needs_no_fix() {
    assert_eq!(of_engine(&hardened_host()), Vec::<String>::new());
}

#[test]
fn each_setting_of_an_engine_is_a_fix() {
    let sample = hardened_host().host(|h| {
        h.default_bridge_icc = Some(true);
        h.live_restore = Some(false);
        h.confinement.user_namespaces = Some(false);
        h.experimental = Some(true);
        h.confinement.no_new_privileges_default = Some(false);
        h.insecure_registries = vec!["registry.lan".into()];
        h.logging_driver = "json-file".into();
    });
    assert_eq!(
        of_engine(&sample),
        [
            "Reach registry.lan over TLS only: HST-002",
            "Forbid traffic between containers on the default bridge: HST-003",
            "Turn live restore on: HST-004",
            "Turn experimental features off: HST-006",
            "Remap users: HST-005",
            "Make no-new-privileges the default: HST-017",
            "Send logs to another machine: HST-012",
        ]
    );
}

#[test]
fn podman_has_no_daemon_to_set() {
    let sample = hardened_host().host(|h| {
        h.engine = EngineKind::Podman;
        h.confinement.user_namespaces = Some(false);
    });
    assert_eq!(of_engine(&sample), Vec::<String>::new());
}
