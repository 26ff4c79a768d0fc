//! Which fixes are offered, and what comes of them: one case a sentence.

use posture::facts::{
    AppArmor, BuildFlaw, BuildFlawKind, CredentialKind, Device, EngineKind, Mount, MountKind, NamespaceMode,
    NetworkMode, Origin, PathMask, Place, Propagation, Registry, RestartPolicy, ScannerReport, SeLinux,
    Seccomp, ValueKind, Variable, Vulnerability,
};
use posture::fix::{Change, Effort, Facts, Fix, Yardstick, fixes, host_fixes};
use posture::testing::{Sample, hardened, hardened_host, plain};
use posture::{AcceptedSet, Grade, RuleId, Severity};

fn offered_with(sample: &Sample, accepted: &AcceptedSet) -> Vec<Fix> {
    let by = Yardstick { policy: &sample.policy, accepted, now: sample.now };
    fixes(&sample.subject(), &sample.outcome(), &by)
}

fn offered(sample: &Sample) -> Vec<Fix> {
    offered_with(sample, &AcceptedSet::new())
}

/// `Set no-new-privileges: CAP-006`
fn lines(sample: &Sample) -> Vec<String> {
    offered(sample).iter().map(line).collect()
}

fn line(fix: &Fix) -> String {
    let closes: Vec<&str> = fix.closes.iter().map(|closed| closed.rule.as_str()).collect();
    format!("{}: {}", fix.title, closes.join(" "))
}

#[track_caller]
fn check(sample: Sample, expected: &[&str]) {
    assert_eq!(lines(&sample), expected, "findings: {:?}", sample.lines());
}

/// The findings that are left after the fix of that title.
#[track_caller]
fn after(sample: &Sample, title: &str) -> Vec<String> {
    let fix = titled(sample, title);
    changed(sample, &fix.change).lines()
}

#[track_caller]
fn titled(sample: &Sample, title: &str) -> Fix {
    let all = offered(sample);
    let found = all.iter().find(|fix| fix.title == title).cloned();
    found.unwrap_or_else(|| panic!("offered are {:?}", all.iter().map(line).collect::<Vec<_>>()))
}

fn changed(sample: &Sample, change: &Change) -> Sample {
    let facts = Facts::from(sample.subject());
    let facts = change.apply(&facts);
    Sample {
        container: facts.container.into_owned(),
        runtime: facts.runtime.into_owned(),
        image: facts.image.map(std::borrow::Cow::into_owned),
        host: facts.host.into_owned(),
        surroundings: facts.surroundings.into_owned(),
        policy: sample.policy.clone(),
        now: sample.now,
    }
}

#[test]
fn a_hardened_container_needs_no_fix() {
    check(hardened(), &[]);
}

#[test]
fn a_plain_container_has_a_fix_for_every_finding() {
    let plain = plain();
    let closed: std::collections::BTreeSet<String> =
        offered(&plain).iter().flat_map(|fix| &fix.closes).map(|closed| closed.rule.to_string()).collect();
    let found: std::collections::BTreeSet<String> =
        plain.outcome().findings.iter().map(|finding| finding.rule.to_string()).collect();
    assert_eq!(closed, found);
}

#[test]
fn all_fixes_one_after_the_other_make_a_plain_container_an_a() {
    let mut sample = plain();
    while let Some(fix) = offered(&sample).into_iter().next() {
        sample = changed(&sample, &fix.change);
    }
    assert!(sample.lines().is_empty(), "{:?}", sample.lines());
    assert_eq!(sample.posture().grade, Grade::A);
}

#[test]
fn the_fix_that_gains_most_comes_first() {
    let socket = hardened().bind("/var/run/docker.sock", "/s").container(|c| c.read_only_root = false);
    let fixes = offered(&socket);
    assert_eq!(fixes[0].title, "Remove the mount at /s");
    assert!(fixes.is_sorted_by(|a, b| a.after.gain >= b.after.gain));
}

#[test]
fn a_fix_says_what_still_holds_the_score() {
    let two = hardened().bind("/var/run/docker.sock", "/s").container(|c| c.read_only_root = false);
    let fix = titled(&two, "Remove the mount at /s");
    assert_eq!(fix.after.held_by, Some(RuleId::new("MNT-007")));
    assert_eq!((two.posture().grade, fix.after.grade), (Grade::F, Grade::B));
}

#[test]
fn an_accepted_finding_is_offered_a_fix_that_gains_nothing() {
    let sample = hardened().bind("/var/run/docker.sock", "/s");
    let accepted = AcceptedSet::from([(RuleId::new("MNT-001"), "/s".to_owned())]);
    let fixes = offered_with(&sample, &accepted);
    assert_eq!(line(&fixes[0]), "Remove the mount at /s: MNT-001");
    assert!(fixes[0].after.gain.abs() < 1e-9);
}

#[test]
fn a_finding_of_a_rule_that_is_off_needs_no_fix() {
    check(hardened().privileged().policy(|p| p.rules_off.extend(["CAP-001".into()])), &[]);
}

// What the container may do.

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
    let reported = changed(&sample, &fix.change).container.security.reported_capabilities.unwrap();
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
    assert_eq!(changed(&sample, &fix.change).container.user, None);
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
    let ports = changed(&sample, &fix.change).container.published_ports;
    let places: Vec<_> = ports.iter().map(|port| (port.host_address.as_str(), port.host_port)).collect();
    assert_eq!(places, [("127.0.0.1", Some(8080)), ("127.0.0.1", Some(5432))]);
    assert!(fix.breakage.breaks.contains(&"services on the host's loopback are out of reach".to_owned()));
}

#[test]
fn a_network_of_its_own_keeps_ports_where_they_are() {
    let sample =
        hardened().publish("127.0.0.1", 8080, 80).container(|c| c.network_mode = NetworkMode::DefaultBridge);
    let fix = titled(&sample, "Use a network of its own");
    assert_eq!(changed(&sample, &fix.change).container.published_ports, sample.container.published_ports);
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
    let left: Vec<Device> = changed(&sample, &fix.change).container.devices;
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

// What it mounts.

#[test]
fn the_engine_socket_is_taken_away() {
    let sample = hardened().bind_read_only("/var/run/docker.sock", "/s");
    let fix = titled(&sample, "Remove the mount at /s");
    assert_eq!(line(&fix), "Remove the mount at /s: MNT-001");
    let proxy = "a program that manages containers needs a proxy that allows the few requests it makes";
    assert!(fix.breakage.breaks.contains(&proxy.to_owned()));
    assert_eq!(after(&sample, "Remove the mount at /s"), Vec::<String>::new());
}

#[test]
fn the_time_zone_is_mounted_read_only() {
    check(hardened().bind("/etc/localtime", "/etc/localtime"), &["Mount /etc/localtime read-only: MNT-003"]);
}

#[test]
fn data_below_a_system_directory_moves_to_a_volume() {
    check(hardened().bind("/var/lib/shop", "/data"), &["Use a volume of its own at /data: MNT-003"]);
}

#[test]
fn read_only_is_no_fix_where_another_finding_would_take_its_place() {
    // Read-only, core_pattern no longer leads to the host, but is still a file below /proc.
    let sample = hardened().bind("/proc/sys/kernel/core_pattern", "/p");
    check(sample, &["Remove the mount at /p: MNT-004"]);
}

#[test]
fn a_volume_is_no_fix_where_volumes_could_not_be_read() {
    let sample = hardened().bind("/var/lib/shop", "/data").surroundings(|s| s.volumes_not_read = true);
    check(sample, &["Remove the mount at /data: MNT-003"]);
}

#[test]
fn mounts_no_longer_propagate() {
    let mount = Mount {
        kind: MountKind::Bind,
        source: "/srv/data".into(),
        destination: "/data".into(),
        propagation: Propagation::Shared,
        ..Mount::default()
    };
    check(hardened().container(|c| c.mounts.push(mount)), &["Mount /data with private propagation: MNT-006"]);
}

#[test]
fn a_read_only_root_leaves_a_place_to_write() {
    let sample = hardened().volume("data", "/data").container(|c| c.read_only_root = false);
    let title = "Make the root filesystem read-only, with memory at /tmp and /var/cache/nginx";
    let fix = titled(&sample, title);
    assert_eq!(line(&fix), format!("{title}: MNT-007"));
    assert!(fix.breakage.holds.contains(&"/data is mounted, and stays writable".to_owned()));
}

#[test]
fn nothing_is_mounted_over_a_place_that_is_mounted() {
    let sample = hardened().volume("tmp", "/tmp").container(|c| {
        c.read_only_root = false;
        c.program = "api".into();
    });
    check(sample, &["Make the root filesystem read-only: MNT-007"]);
}

#[test]
fn a_shared_volume_gives_way_to_one_of_its_own() {
    let sample =
        hardened().volume("shared", "/data").surroundings(|s| s.shared_mounts = vec!["/data".into()]);
    check(sample, &["Use a volume of its own at /data: MNT-008"]);
}

// What it knows.

#[test]
fn a_key_in_the_environment_becomes_a_file() {
    let key = ValueKind::Credential(CredentialKind::Cloud);
    let sample = hardened().env("AWS_SECRET_ACCESS_KEY", key);
    check(sample.clone(), &["Read AWS_SECRET_ACCESS_KEY from a secret file: SEC-001"]);
    let fix = titled(&sample, "Read AWS_SECRET_ACCESS_KEY from a secret file");
    let environment = changed(&sample, &fix.change).container.environment;
    assert_eq!(environment.len(), 1);
    assert_eq!(
        (environment[0].name.as_str(), environment[0].kind),
        ("AWS_SECRET_ACCESS_KEY_FILE", ValueKind::Reference)
    );
}

#[test]
fn an_official_image_is_known_to_read_the_file() {
    let sample = hardened().env("POSTGRES_PASSWORD", ValueKind::SecretNamed);
    let fix = titled(&sample, "Read POSTGRES_PASSWORD from a secret file");
    assert_eq!(fix.breakage.holds, ["the official image reads POSTGRES_PASSWORD_FILE"]);
    assert_eq!(fix.effort, Effort::Rebuild);
}

#[test]
fn a_password_of_its_own_is_shared_no_longer() {
    let sample = hardened()
        .env("DB_PASSWORD", ValueKind::SecretNamed)
        .surroundings(|s| s.shared_secrets = vec!["DB_PASSWORD".into()]);
    check(sample, &["Read DB_PASSWORD from a secret file: SEC-002 SEC-009"]);
}

#[test]
fn a_variable_of_the_image_is_taken_out_of_the_image() {
    let baked = Variable { name: "DB_PASSWORD".into(), kind: ValueKind::SecretNamed, origin: Origin::Image };
    let sample =
        hardened().image(|i| i.environment.push(baked.clone())).container(|c| c.environment.push(baked));
    check(sample, &["Take DB_PASSWORD out of the image: SEC-007"]);
}

#[test]
fn a_file_is_no_fix_where_the_image_would_give_the_same_password() {
    let baked = Variable { name: "DB_PASSWORD".into(), kind: ValueKind::WeakPassword, origin: Origin::Image };
    let sample = hardened().image(|i| i.environment.push(baked)).env("DB_PASSWORD", ValueKind::WeakPassword);
    check(sample, &[]);
}

#[test]
fn a_token_leaves_the_command() {
    let sample = hardened().discloses(Place::Command, "--token", ValueKind::SecretNamed);
    check(sample, &["Take the credential out of the command --token: SEC-005"]);
}

#[test]
fn a_credential_of_a_build_is_given_to_the_build_as_a_secret() {
    let argument = posture::facts::Disclosure {
        place: Place::BuildArgument,
        name: "NPM_TOKEN".into(),
        kind: ValueKind::SecretNamed,
    };
    let sample = hardened().built(&["ARG"]).image(|i| i.disclosures.push(argument));
    check(sample, &["Take the credential out of the image's build argument NPM_TOKEN: SEC-008"]);
}

#[test]
fn an_empty_password_gives_way_to_one_in_a_file() {
    let sample = hardened().env("POSTGRES_HOST_AUTH_METHOD", ValueKind::EmptyPasswordAllowed);
    let fix = titled(&sample, "Remove POSTGRES_HOST_AUTH_METHOD and set a password");
    let environment = changed(&sample, &fix.change).container.environment;
    assert_eq!(environment[0].name, "POSTGRES_PASSWORD_FILE");
    assert_eq!(line(&fix), "Remove POSTGRES_HOST_AUTH_METHOD and set a password: SEC-011");
}

#[test]
fn what_only_looks_random_has_no_fix() {
    check(hardened().env("BUILD", ValueKind::HighEntropy), &[]);
}

// Its image.

#[test]
fn a_tag_is_pinned_by_the_digest_that_runs() {
    let sample = hardened().named("nginx:latest");
    check(sample.clone(), &["Pin the image by the digest that runs now: IMG-001 IMG-002"]);
    let fix = titled(&sample, "Pin the image by the digest that runs now");
    let Change::PinImage { reference } = &fix.change else { panic!("{:?}", fix.change) };
    assert!(reference.starts_with("nginx@sha256:1111"), "{reference}");
}

#[test]
fn a_version_stays_beside_the_digest() {
    let fix = titled(&hardened().named("nginx:1.29"), "Pin the image by the digest that runs now");
    let Change::PinImage { reference } = &fix.change else { panic!("{:?}", fix.change) };
    assert!(reference.starts_with("nginx:1.29@sha256:1111"), "{reference}");
}

#[test]
fn an_image_from_elsewhere_is_not_pinned_by_its_digest() {
    check(hardened().named("ghcr.io/acme/nginx:1.29"), &[]);
}

#[test]
fn what_podman_calls_a_digest_of_localhost_pins_nothing() {
    let local = format!("localhost/api@sha256:{}", "ab".repeat(32));
    check(hardened().named("localhost/api:1").image(|i| i.repo_digests = vec![local]), &[]);
}

#[test]
fn each_flaw_of_a_build_is_mended() {
    let flaws = [BuildFlawKind::RemoteAdd, BuildFlawKind::DownloadPiped, BuildFlawKind::IndexUpdateAlone];
    let flaws: Vec<BuildFlaw> = (1..).zip(flaws).map(|(step, kind)| BuildFlaw { step, kind }).collect();
    let sample = hardened().built(&["ADD", "RUN", "RUN"]).image(|i| i.build_flaws = flaws);
    let mut lines = lines(&sample);
    lines.sort();
    assert_eq!(
        lines,
        [
            "Check downloads before they run: IMG-007",
            "Check what ADD downloads: IMG-006",
            "Update the index and install in one step: IMG-008",
        ]
    );
}

#[test]
fn a_health_check_is_added() {
    check(hardened().container(|c| c.health_check = false), &["Add a health check: IMG-009"]);
}

#[test]
fn the_ssh_server_goes_with_its_port() {
    let sample = hardened().image(|i| i.exposed_ports = vec!["22/tcp".into()]);
    check(sample.container(|c| c.runs_ssh_server = true), &["Remove the SSH server: IMG-010"]);
}

#[test]
fn a_renewed_image_has_no_fix_outstanding_and_is_not_old() {
    let known = |id: &str, fixable| Vulnerability { id: id.into(), severity: Severity::High, fixable };
    let report = ScannerReport {
        scanner: "scanner 1".into(),
        vulnerabilities: vec![known("CVE-1", true), known("CVE-2", false)],
        setuid_files: None,
    };
    let old = plain().now - chrono::TimeDelta::days(400);
    let sample = hardened().image(|i| {
        i.created_at = Some(old);
        i.scanner_report = Some(report);
    });
    check(sample, &["Renew the image: STL-001 STL-007"]);
}

#[test]
fn what_the_registry_has_is_pulled() {
    let since = plain().now - chrono::TimeDelta::days(40);
    let newer = Registry::Points { index_digest: Some("sha256:3333".into()), platform_digest: None, since };
    check(hardened().surroundings(|s| s.registry = Some(newer)), &["Renew the image: STL-003"]);
}

#[test]
fn a_container_that_ran_for_months_is_started_again() {
    let started = plain().now - chrono::TimeDelta::days(100);
    check(hardened().runtime(|r| r.started_at = Some(started)), &["Start it again: STL-005"]);
}

#[test]
fn a_program_left_by_somebody_is_looked_at_before_the_restart() {
    let sample = hardened().runtime(|r| r.changed_executables = Some(vec!["/tmp/x".into()]));
    let fix = titled(&sample, "Start it again");
    assert_eq!(line(&fix), "Start it again: STL-008");
    assert!(fix.breakage.breaks.contains(&"what was changed inside is lost: look at it first".to_owned()));
}

// Its engine.

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
