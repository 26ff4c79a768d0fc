use std::collections::{BTreeMap, BTreeSet};

use crate::facts::Mount;
use crate::fix::change::Change;
use crate::fix::{is_volume, slug};
use crate::rules::Case;

pub(super) fn propose(case: &Case<'_>, rule: &str, subject: &str) -> Vec<Change> {
    let destination = subject.to_owned();
    let remove = || Change::RemoveMount { destination: destination.clone() };
    let read_only = || Change::MountReadOnly { destination: destination.clone() };
    let own_volume = || Change::UseOwnVolume {
        destination: destination.clone(),
        volume: own_volume_name(case, &destination),
    };
    match rule {
        "MNT-003" if is_written(case, subject) => vec![read_only(), own_volume(), remove()],
        "MNT-001" | "MNT-002" | "MNT-003" | "MNT-005" | "MNT-010" => vec![remove()],
        "MNT-004" | "MNT-011" => vec![read_only(), remove()],
        "MNT-006" => vec![Change::MountPrivately { destination }],
        "MNT-007" => vec![Change::ReadOnlyRoot { tmpfs: scratch(case) }],
        "MNT-008" => vec![own_volume(), read_only()],
        "MNT-009" => vec![Change::RemoveVolumesFrom],
        "MNT-012" => vec![Change::RemoveImageVolume { path: destination }],
        _ => Vec::new(),
    }
}

fn is_written(case: &Case<'_>, destination: &str) -> bool {
    let at = |mount: &&Mount| mount.destination == destination;
    case.container.mounts.iter().filter(at).any(|mount| !mount.read_only)
}

/// Where nearly every program writes, unless something is mounted there; and where this one is known to.
fn scratch(case: &Case<'_>) -> Vec<String> {
    let cache = (case.container.program.rsplit('/').next() == Some("nginx")).then_some("/var/cache/nginx");
    let run = (!case.user.is_proven_other()).then_some("/run");
    let is_free = |path: &&str| case.container.mounts.iter().all(|mount| mount.destination != **path);
    ["/tmp"].into_iter().chain(run).chain(cache).filter(is_free).map(str::to_owned).collect()
}

/// Like no volume that is mounted, whose name a project's may be part of; and another for each place.
fn own_volume_name(case: &Case<'_>, destination: &str) -> String {
    let mounts = &case.container.mounts;
    let is_mounted = |name: &str| mounts.iter().any(|mount| is_volume(&mount.source, name));
    let places: BTreeSet<&str> =
        mounts.iter().map(|mount| mount.destination.as_str()).chain([destination]).collect();
    let mut names = BTreeMap::new();
    for place in places {
        let mut name = format!("{}-own", volume_name(place));
        while is_mounted(&name) || names.values().any(|own| *own == name) {
            name.push_str("-own");
        }
        names.insert(place, name);
    }
    names.remove(destination).unwrap_or_default()
}

/// What engines accept, made of a path: `/var/lib/data` becomes `var-lib-data`.
fn volume_name(path: &str) -> String {
    let name = slug(path, '-');
    if name.len() < 2 { "data".to_owned() } else { name }
}
