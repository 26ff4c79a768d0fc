use crate::facts::{Container, Mount, MountKind, Propagation};
use crate::fix::change::Change;
use crate::fix::facts::Facts;
use crate::fix::is_volume;

/// False where the change is about something else.
pub(super) fn apply(change: &Change, facts: &mut Facts<'_>) -> bool {
    match change {
        Change::RemoveMount { destination } => {
            facts.of_container().mounts.retain(|mount| mount.destination != *destination);
        }
        Change::MountReadOnly { destination } => {
            at(facts.of_container(), destination).for_each(|mount| mount.read_only = true);
        }
        Change::MountPrivately { destination } => {
            at(facts.of_container(), destination).for_each(|mount| mount.propagation = Propagation::Private);
        }
        Change::UseOwnVolume { destination, volume } => own_volume(facts, destination, volume),
        Change::ReadOnlyRoot { tmpfs } => read_only_root(facts.of_container(), tmpfs),
        Change::RemoveVolumesFrom => facts.of_container().volumes_from.clear(),
        _ => return false,
    }
    true
}

fn at<'c>(container: &'c mut Container, destination: &'c str) -> impl Iterator<Item = &'c mut Mount> {
    container.mounts.iter_mut().filter(move |mount| mount.destination == destination)
}

fn own_volume(facts: &mut Facts<'_>, destination: &str, volume: &str) {
    let mut is_another = false;
    for mount in at(facts.of_container(), destination) {
        is_another |= mount.kind != MountKind::Volume || !is_volume(&mount.source, volume);
        mount.kind = MountKind::Volume;
        volume.clone_into(&mut mount.source);
        mount.propagation = Propagation::Private;
    }
    if is_another && facts.surroundings.shared_mounts.iter().any(|shared| shared == destination) {
        facts.surroundings.to_mut().shared_mounts.retain(|shared| shared != destination);
    }
}

fn read_only_root(container: &mut Container, tmpfs: &[String]) {
    container.read_only_root = true;
    container.mounts.extend(tmpfs.iter().map(|destination| Mount {
        kind: MountKind::Tmpfs,
        destination: destination.clone(),
        ..Mount::default()
    }));
}
