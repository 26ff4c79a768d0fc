use posture::Severity;
use posture::facts::{
    AppArmor, Device, EngineKind, NamespaceMode, NetworkMode, PathMask, RestartPolicy, SeLinux, Seccomp,
};
use posture::fix::Effort;
use posture::testing::hardened;

use crate::{after, check, line, lines, titled};

#[test]
fn privileged_goes_and_nothing_appears_in_its_place() {
    check(
        hardened().privileged().container(|c| c.security.apparmor = AppArmor::Unset),
        &["Remove --privileged: CAP-001"],
    );
}

#[test]
fn all_capabilities_but_those_of_a_root_program_are_dropped() {
    let sample = hardened().root().container(|c| c.cap_drop.clear());
    let fix = titled(&sample, "Drop all capabilities but CHOWN, DAC_OVERRIDE, SETGID, SETUID");
    assert_eq!(line(&fix), format!("{}: CAP-003 CAP-004", fix.title));
}

#[test]
fn one_fix_closes_two_rules_and_the_smaller_one_is_there_too() {
    check(
        hardened().container(|c| c.cap_drop.clear()),
        &["Drop all capabilities: CAP-003 CAP-004", "Drop NET_RAW: CAP-003 CAP-004"],
    );
}

#[test]
fn a_port_below_1024_keeps_the_capability_it_takes() {
    let sample = hardened().publish("127.0.0.1", 8080, 80).container(|c| c.cap_drop.clear());
    let fix = titled(&sample, "Drop all capabilities but NET_BIND_SERVICE");
    assert!(fix.breakage.holds.contains(&"port 80 takes NET_BIND_SERVICE, which is added back".to_owned()));
    assert!(fix.breakage.breaks.is_empty());
}

#[test]
fn what_was_added_by_name_stays_when_all_are_dropped() {
    let sample = hardened().cap_add("SYS_PTRACE").root().container(|c| c.cap_drop.clear());
    let title = "Drop all capabilities but CHOWN, DAC_OVERRIDE, SETGID, SETUID, SYS_PTRACE";
    assert!(titled(&sample, title).closes.iter().all(|closed| closed.rule.as_str() != "CAP-002"));
}

#[test]
fn a_dangerous_capability_is_no_longer_added() {
    check(
        hardened().root().cap_add("SYS_ADMIN").container(|c| c.user = Some("0".into())),
        &["Run as user 10001:10001: CAP-002 CAP-005", "Drop all capabilities: CAP-002"],
    );
}

#[test]
fn adding_all_gives_way_to_the_others() {
    let sample = hardened().root().cap_add("ALL").cap_add("NET_BIND_SERVICE");
    let fix = titled(&sample, "Drop all capabilities but NET_BIND_SERVICE");
    assert_eq!(line(&fix), format!("{}: CAP-002", fix.title));
    assert!(fix.breakage.breaks.contains(&"ALL was asked for by name".to_owned()));
}

#[test]
fn what_podman_reports_is_changed_with_the_flags() {
    let sets = posture::facts::CapabilitySets {
        effective: vec!["CHOWN".into(), "SYS_ADMIN".into()],
        bounding: vec!["CHOWN".into(), "SYS_ADMIN".into()],
    };
    let sample = hardened()
        .root()
        .host(|h| h.engine = EngineKind::Podman)
        .container(|c| c.cap_drop.clear())
        .container(|c| c.cap_add = vec!["SYS_ADMIN".into()])
        .container(|c| c.security.reported_capabilities = Some(sets));
    let fix = titled(&sample, "Drop SYS_ADMIN");
    assert_eq!(line(&fix), "Drop SYS_ADMIN: CAP-002");
    let reported = sample.changed(&fix.change).container.security.reported_capabilities.unwrap();
    assert_eq!(reported.bounding, ["CHOWN"]);
}

#[test]
fn root_gives_way_to_a_user_that_is_nobodys() {
    let sample = hardened().root();
    assert_eq!(lines(&sample), ["Run as user 10001:10001: CAP-005"]);
    let fix = titled(&sample, "Run as user 10001:10001");
    assert!(
        fix.breakage
            .breaks
            .contains(&"the image names no user: its program may expect to be root".to_owned())
    );
}

#[test]
fn root_gives_way_to_the_image_own_user_where_it_has_one() {
    let sample = hardened().root().image(|i| i.user = "999".into());
    assert_eq!(lines(&sample), ["Run as the image's own user: CAP-005"]);
    let fix = titled(&sample, "Run as the image's own user");
    assert_eq!(fix.breakage.holds, ["the image is made for its own user, 999"]);
    assert_eq!(sample.changed(&fix.change).container.user, None);
}

#[test]
fn a_name_of_the_image_proves_no_other_user() {
    check(hardened().root().image(|i| i.user = "app".into()), &["Run as user 10001:10001: CAP-005"]);
}

#[test]
fn another_user_must_be_given_what_root_wrote() {
    let fix = titled(&hardened().root().volume("data", "/data"), "Run as user 10001:10001");
    let why = "what lies at /data belongs to root, and must be given to the user";
    assert!(fix.breakage.breaks.contains(&why.to_owned()));
}

#[test]
fn no_new_privileges_is_one_setting() {
    let sample = hardened().container(|c| c.security.no_new_privileges = None);
    assert_eq!(lines(&sample), ["Set no-new-privileges: CAP-006"]);
    assert_eq!(titled(&sample, "Set no-new-privileges").effort, Effort::Setting);
}

#[test]
fn no_new_privileges_closes_capabilities_that_take_an_escalation() {
    let sample = hardened().cap_add("SYS_ADMIN").container(|c| c.security.no_new_privileges = None);
    assert_eq!(line(&titled(&sample, "Set no-new-privileges")), "Set no-new-privileges: CAP-002 CAP-006");
}

#[test]
fn seccomp_is_the_engines_again() {
    let sample = hardened().container(|c| c.security.seccomp = Seccomp::Unconfined);
    check(sample, &["Use the engine's seccomp profile: CAP-007"]);
}

#[test]
fn an_engine_that_filters_nothing_is_told_the_profile() {
    let sample = hardened().host(|h| h.confinement.seccomp_default_unconfined = Some(true));
    check(sample, &["Use the built-in seccomp profile: CAP-007"]);
}

#[test]
fn apparmor_is_the_engines_again() {
    let sample = hardened().container(|c| c.security.apparmor = AppArmor::Unconfined);
    check(sample, &["Use the engine's AppArmor profile: CAP-008"]);
}

#[test]
fn selinux_labels_again() {
    let sample = hardened()
        .host(|h| h.confinement.selinux = Some(true))
        .container(|c| c.security.selinux = SeLinux::Disabled);
    check(sample, &["Use an SELinux label: CAP-009"]);
}

#[test]
fn the_label_that_host_processes_switched_off_comes_back_with_the_namespace() {
    let sample = hardened()
        .host(|h| h.confinement.selinux = Some(true))
        .container(|c| c.security.selinux = SeLinux::Disabled)
        .container(|c| c.namespaces.pid = NamespaceMode::Host);
    check(sample, &["Use a process namespace of its own: CAP-010"]);
}

#[test]
fn each_namespace_of_the_host_is_left() {
    let sample = hardened().container(|c| {
        c.namespaces.ipc = NamespaceMode::Host;
        c.namespaces.uts = NamespaceMode::Host;
        c.namespaces.user = NamespaceMode::Host;
        c.namespaces.cgroup = NamespaceMode::Host;
    });
    let mut lines = lines(&sample);
    lines.sort();
    assert_eq!(
        lines,
        [
            "Follow the engine's user namespace: CAP-014",
            "Use a cgroup namespace of its own: CAP-025",
            "Use a host name of its own: CAP-013",
            "Use an IPC namespace of its own: CAP-012",
        ]
    );
}

#[test]
fn a_network_of_its_own_publishes_nothing_that_the_hosts_did_not() {
    let sample = hardened()
        .publish("", 80, 80)
        .publish("", 5432, 5432)
        .container(|c| c.network_mode = NetworkMode::Host);
    let fix = titled(&sample, "Use a network of its own");
    assert_eq!(line(&fix), "Use a network of its own: CAP-011");
    assert!(after(&sample, "Use a network of its own").is_empty());
    let ports = sample.changed(&fix.change).container.published_ports;
    let places: Vec<_> = ports.iter().map(|port| (port.host_address.as_str(), port.host_port)).collect();
    assert_eq!(places, [("127.0.0.1", Some(8080)), ("127.0.0.1", Some(5432))]);
    assert!(fix.breakage.breaks.contains(&"services on the host's loopback are out of reach".to_owned()));
}

#[test]
fn a_network_of_its_own_keeps_ports_where_they_are() {
    let sample =
        hardened().publish("127.0.0.1", 8080, 80).container(|c| c.network_mode = NetworkMode::DefaultBridge);
    let fix = titled(&sample, "Use a network of its own");
    assert_eq!(sample.changed(&fix.change).container.published_ports, sample.container.published_ports);
}

#[test]
fn a_published_database_moves_to_loopback() {
    check(hardened().publish("", 5432, 5432), &["Publish 5432/tcp on 127.0.0.1, port 5432: CAP-022"]);
}

#[test]
fn a_port_on_both_families_of_addresses_becomes_one_binding() {
    let sample = hardened().publish("0.0.0.0", 5432, 5432).publish("::", 5432, 5432);
    check(sample, &["Publish 5432/tcp on 127.0.0.1, port 5432: CAP-022"]);
}

#[test]
fn a_low_port_moves_up() {
    check(hardened().publish("127.0.0.1", 80, 80), &["Publish 80/tcp on 127.0.0.1, port 8080: CAP-023"]);
}

#[test]
fn a_low_port_moves_past_one_that_is_taken() {
    let sample = hardened().publish("127.0.0.1", 80, 80).publish("127.0.0.1", 8080, 9000);
    check(sample, &["Publish 80/tcp on 127.0.0.1, port 8081: CAP-023"]);
}

#[test]
fn a_web_port_on_every_interface_does_not_become_worse_by_moving_up() {
    // Port 80 outside is the web; 8080 would be a service like any other.
    let sample = hardened().publish("", 80, 9000);
    check(
        sample,
        &[
            "Publish 9000/tcp on 127.0.0.1, port 8080: CAP-022 CAP-023",
            "Publish 9000/tcp on 127.0.0.1, port 80: CAP-022",
        ],
    );
}

#[test]
fn publishing_all_gives_way_to_what_is_published_now() {
    let sample = hardened().publish("", 32768, 5432).container(|c| c.publish_all_ports = true);
    let fix = titled(&sample, "Publish named ports only, on 127.0.0.1");
    assert_eq!(line(&fix), "Publish named ports only, on 127.0.0.1: CAP-022 CAP-033");
}

#[test]
fn a_device_goes_by_itself() {
    let sample = hardened().device("/dev/sda").device("/dev/fuse");
    let fix = titled(&sample, "Remove device /dev/sda");
    assert_eq!(after(&sample, "Remove device /dev/sda"), ["CAP-015 medium /dev/fuse"]);
    assert_eq!(fix.closes[0].severity, Severity::Critical);
    let left: Vec<Device> = sample.changed(&fix.change).container.devices;
    assert_eq!(left.len(), 1);
}

#[test]
fn system_paths_are_masked_again() {
    let sample = hardened().container(|c| c.security.masked_paths = PathMask::Empty);
    check(sample, &["Mask system paths again: CAP-016"]);
}

#[test]
fn a_memory_limit_mends_an_oom_killer_that_is_off_too() {
    let sample = hardened().host(|h| h.cgroup_version = Some(1)).container(|c| {
        c.resources.memory_bytes = 0;
        c.resources.oom_kill_disabled = true;
    });
    check(sample, &["Limit memory to 512 MiB: CAP-031 CAP-018"]);
}

#[test]
fn each_limit_is_a_fix() {
    let sample = hardened().container(|c| {
        c.resources = posture::facts::Resources::default();
        c.restart_policy = RestartPolicy::Always;
    });
    let mut lines = lines(&sample);
    lines.sort();
    assert_eq!(
        lines,
        [
            "Limit CPUs to 1: CAP-019",
            "Limit memory to 512 MiB: CAP-018",
            "Limit processes to 200: CAP-020",
            "Restart 5 times at most: CAP-021",
            "Set ulimits: CAP-027",
        ]
    );
}

#[test]
fn ports_of_a_network_of_its_own_do_not_meet() {
    let sample = hardened()
        .publish("", 80, 80)
        .publish("", 8080, 8080)
        .container(|c| c.network_mode = NetworkMode::Host);
    let fix = titled(&sample, "Use a network of its own");
    let ports: std::collections::BTreeSet<_> =
        sample.changed(&fix.change).container.published_ports.iter().map(|port| port.host_port).collect();
    assert_eq!(ports.len(), 2, "{ports:?}");
    assert!(!fix.breakage.holds.iter().any(|why| why.contains("stays published")), "{:?}", fix.breakage);
}

#[test]
fn while_all_are_added_dropping_them_is_no_fix() {
    let sample = hardened().container(|c| (c.cap_add, c.cap_drop) = (vec!["ALL".into()], Vec::new()));
    assert!(!lines(&sample).iter().any(|line| line.contains("but ALL")), "{:?}", lines(&sample));
}

#[test]
fn restarts_are_limited_as_the_policy_says() {
    let sample = hardened()
        .container(|c| c.restart_policy = RestartPolicy::Always)
        .policy(|p| p.thresholds.restart_tries = 2);
    assert!(after(&sample, "Restart 2 times at most").is_empty());
}
