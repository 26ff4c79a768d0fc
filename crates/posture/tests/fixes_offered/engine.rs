use posture::facts::{EngineKind, Listener};
use posture::fix::{Yardstick, host_fixes};
use posture::testing::{Sample, hardened_host};
use posture::{AcceptedSet, RuleId};

use crate::line;

fn of_engine(sample: &Sample) -> Vec<String> {
    of_engine_with(sample, &AcceptedSet::new())
}

fn of_engine_with(sample: &Sample, accepted: &AcceptedSet) -> Vec<String> {
    let by = Yardstick { policy: &sample.policy, accepted, now: sample.now };
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

#[test]
fn a_critical_of_an_engine_goes_first_unless_it_is_accepted() {
    let sample = hardened_host().host(|h| {
        h.listener = Listener::PlainTcp;
        h.live_restore = Some(false);
    });
    let api = "Require client certificates of the engine API: HST-001";
    let restore = "Turn live restore on: HST-004";
    assert_eq!(of_engine(&sample), [api, restore]);
    let accepted = AcceptedSet::from([(RuleId::new("HST-001"), String::new())]);
    assert_eq!(of_engine_with(&sample, &accepted), [restore, api]);
}
