use proptest::prelude::*;

use super::{mostly_default, name_of, names_of, one_of, sometimes};
use crate::facts::{Confinement, EngineKind, Host, Listener};

/// Any engine: Docker or Podman, rootless or not, with and without confinement.
pub fn host() -> impl Strategy<Value = Host> {
    let engine = (
        mostly_default(20, Just(EngineKind::Podman)),
        name_of(&["29.0.0", "20.10.24", "5.2.1"]),
        sometimes(10),
        sometimes(10),
        one_of(&[Some(1), Some(2), Some(2), None]),
        mostly_default(20, one_of(&[Listener::MutualTls, Listener::PlainTcp])),
    );
    let options = (
        one_of(&[Some(true), Some(false), None]),
        one_of(&[Some(true), Some(false), None]),
        one_of(&[Some(true), Some(false), None]),
        names_of(&["registry.lan:5000", "10.0.0.0/8", "2001:db8::/32", "<b>hostile</b>"], 2),
    );
    (engine, options, confinement()).prop_map(|(engine, options, confinement)| {
        let (kind, version, rootless, swarm_active, cgroup_version, listener) = engine;
        let (live_restore, experimental, default_bridge_icc, insecure_registries) = options;
        Host {
            engine_id: "engine".into(),
            name: "host".into(),
            engine: kind,
            engine_version: version,
            cgroup_version,
            confinement,
            rootless,
            live_restore,
            experimental,
            insecure_registries,
            swarm_active,
            default_bridge_icc,
            no_default_bridge: default_bridge_icc.is_none() && swarm_active,
            listener,
            ..Host::default()
        }
    })
}

/// Said to be so in `percent` of the cases in which the engine says anything.
fn said_in(percent: u32) -> impl Strategy<Value = Option<bool>> {
    proptest::option::weighted(0.95, sometimes(percent))
}

fn confinement() -> impl Strategy<Value = Confinement> {
    let said = one_of(&[Some(true), Some(false), Some(false), None]);
    (said_in(60), said_in(20), said_in(85), said_in(10), said, one_of(&[Some(true), Some(false), None]))
        .prop_map(
            |(
                apparmor,
                selinux,
                seccomp,
                seccomp_default_unconfined,
                user_namespaces,
                no_new_privileges_default,
            )| {
                Confinement {
                    apparmor,
                    selinux,
                    seccomp,
                    seccomp_default_unconfined,
                    user_namespaces,
                    no_new_privileges_default,
                }
            },
        )
}
