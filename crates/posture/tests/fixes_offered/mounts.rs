use posture::facts::{Mount, MountKind, Propagation};
use posture::outcome::EscapeKind;
use posture::testing::{Sample, hardened};

use crate::{after, check, line, titled};

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
fn a_fix_says_which_way_out_it_shuts() {
    let socket = hardened().bind("/run/docker.sock", "/s").root();
    assert_eq!(titled(&socket, "Remove the mount at /s").closes_paths, [EscapeKind::EngineSocket]);
    let twice = socket.bind("/run/docker.sock", "/t");
    assert_eq!(titled(&twice, "Remove the mount at /s").closes_paths, [EscapeKind::EngineSocket]);
    assert!(titled(&twice, "Run as user 10001:10001").closes_paths.is_empty());
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

/// The sources that a volume of its own has at each place.
fn own_sources(sample: &Sample, place: &str) -> Vec<String> {
    let fix = titled(sample, &format!("Use a volume of its own at {place}"));
    sample.changed(&fix.change).container.mounts.into_iter().map(|mount| mount.source).collect()
}

#[test]
fn a_volume_of_its_own_is_never_the_one_that_is_shared() {
    let shared = |source: &str| {
        let sample =
            hardened().volume(source, "/data").surroundings(|s| s.shared_mounts = vec!["/data".into()]);
        own_sources(&sample, "/data")
    };
    assert_eq!(shared("data"), ["data-own"]);
    assert_eq!(shared("data-own"), ["data-own-own"]);
    assert_eq!(shared("shop_data-own"), ["data-own-own"], "Compose would find it by its short name");
}

#[test]
fn places_that_read_alike_have_volumes_of_their_own() {
    let places = vec!["/a/b".to_owned(), "/a-b".to_owned()];
    let sample =
        hardened().volume("one", "/a/b").volume("two", "/a-b").surroundings(|s| s.shared_mounts = places);
    let (first, second) = (own_sources(&sample, "/a/b"), own_sources(&sample, "/a-b"));
    assert_ne!(first[0], second[1]);
}
