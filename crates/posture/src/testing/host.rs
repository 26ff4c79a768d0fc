use proptest::prelude::*;

use super::{mostly_default, name_of, names_of, one_of, sometimes};
use crate::facts::{Confinement, DaemonFile, EngineKind, Host, Listener};

/// Any engine: Docker or Podman, rootless or not, with and without confinement.
pub fn host() -> impl Strategy<Value = Host> {
    let engine = (
        mostly_default(20, Just(EngineKind::Podman)),
        name_of(&["29.0.0", "20.10.24", "20.10.24+dfsg1", "5.2.1", ""]),
        sometimes(10),
        sometimes(10),
        one_of(&[Some(1), Some(2), Some(2), None]),
        (mostly_default(20, one_of(&[Listener::MutualTls, Listener::PlainTcp])), sometimes(5)),
    );
    let options = (
        one_of(&[Some(true), Some(false), None]),
        one_of(&[Some(true), Some(false), None]),
        one_of(&[Some(true), Some(false), None]),
        names_of(&["registry.lan:5000", "10.0.0.0/8", "2001:db8::/32", "<b>hostile</b>"], 2),
    );
    (engine, options, confinement(), machine(), swarm()).prop_map(
        |(engine, options, confinement, machine, swarm)| {
            let (storage_driver, logging_driver, kernel_version, components, authorization_plugins, daemon) =
                machine;
            let (swarm_alone, runs_services, stopped_containers, unused_images, runs_pods) = swarm;
            let (kind, version, rootless, swarm_active, cgroup_version, (listener, info_unread)) = engine;
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
                swarm_alone,
                runs_services,
                runs_pods,
                stopped_containers,
                unused_images,
                storage_driver,
                logging_driver,
                kernel_version,
                components,
                authorization_plugins,
                daemon,
                default_bridge_icc,
                no_default_bridge: default_bridge_icc.is_none() && swarm_active,
                info_unread,
                listener,
                ..Host::default()
            }
        },
    )
}

type Machine = (String, String, String, Vec<(String, String)>, Option<Vec<String>>, Option<DaemonFile>);

fn machine() -> impl Strategy<Value = Machine> {
    let runc =
        name_of(&["1.1.11", "1.3.3", "1.1.5+ds1", "1.0.0-rc93", "x"]).prop_map(|v| ("runc".to_owned(), v));
    let containerd = name_of(&["1.3.0", "v2.1.0", "1.6.20~ds1"]).prop_map(|v| ("containerd".to_owned(), v));
    let daemon = (
        one_of(&[None, Some(false), Some(true)]),
        one_of(&[None, Some(false), Some(true)]),
        proptest::option::of(name_of(&["info", "debug", "<b>"])),
    )
        .prop_map(|(userland_proxy, iptables, log_level)| DaemonFile {
            userland_proxy,
            iptables,
            log_level,
        });
    (
        name_of(&["overlay2", "overlay2", "aufs", "devicemapper", ""]),
        name_of(&["json-file", "syslog", "gelf", "", "<b>"]),
        name_of(&["6.6.12-linuxkit", "5.15.10", "6.1.0-18-amd64", "5.4.0-42-generic", ""]),
        (runc, containerd).prop_map(|(runc, containerd)| vec![containerd, runc]),
        proptest::option::of(names_of(&["opa"], 1)),
        mostly_default(40, daemon.prop_map(Some)),
    )
}

fn swarm() -> impl Strategy<Value = (bool, bool, Option<u32>, Option<u32>, bool)> {
    let count = || one_of(&[None, Some(0), Some(10), Some(200)]);
    (any::<bool>(), sometimes(30), count(), count(), sometimes(20))
}

/// Said to be so in `percent` of the cases in which the engine says anything.
fn said_in(percent: u32) -> impl Strategy<Value = Option<bool>> {
    proptest::option::weighted(0.95, sometimes(percent))
}

fn confinement() -> impl Strategy<Value = Confinement> {
    let said = one_of(&[Some(true), Some(false), Some(false), None]);
    (
        said_in(60),
        said_in(20),
        said_in(85),
        said_in(10),
        said,
        one_of(&[Some(true), Some(false), None]),
        sometimes(10),
    )
        .prop_map(
            |(
                apparmor,
                selinux,
                seccomp,
                seccomp_default_unconfined,
                user_namespaces,
                no_new_privileges_default,
                seccomp_default_custom,
            )| {
                Confinement {
                    apparmor,
                    selinux,
                    seccomp,
                    seccomp_default_unconfined,
                    seccomp_default_custom,
                    user_namespaces,
                    no_new_privileges_default,
                }
            },
        )
}
