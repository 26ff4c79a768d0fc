use std::collections::BTreeMap;

use posture::facts::{Mount, MountKind};

use super::mount::normalised;
use super::raw::{List, Pairs, Text, Volume, VolumeList};
use crate::{Document, IntakeError};

/// Local volumes whose options bind a host path (`o=bind`, `device=`), by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VolumeBinds(BTreeMap<String, String>);

impl VolumeBinds {
    pub(super) fn apply(&self, mounts: &mut [Mount]) {
        for mount in mounts.iter_mut().filter(|mount| mount.kind == MountKind::Volume) {
            if let Some(device) = self.0.get(&mount.source) {
                mount.kind = MountKind::Bind;
                mount.source.clone_from(device);
            }
        }
    }
}

/// Reads `GET /volumes`.
pub fn read_volumes(json: &[u8]) -> Result<VolumeBinds, IntakeError> {
    let raw: VolumeList<'_> = Document::Volumes.parse(json)?;
    let volumes = raw.volumes.as_ref().map(List::as_slice).unwrap_or_default();
    Ok(VolumeBinds(volumes.iter().filter_map(read_bind).collect()))
}

fn read_bind(volume: &Volume<'_>) -> Option<(String, String)> {
    let is_local = volume.driver.as_ref().is_none_or(|driver| matches!(driver.expose(), "" | "local"));
    let options = volume.options.as_ref().map(Pairs::as_slice).unwrap_or_default();
    let option =
        |name: &str| options.iter().find(|(key, _)| key.expose() == name).map(|(_, value)| value.expose());
    let binds = option("o")?.split(',').any(|word| matches!(word.trim(), "bind" | "rbind"));
    let device = option("device").filter(|_| is_local && binds)?;
    Some((super::kept(volume.name.as_ref().map_or("", Text::expose)), normalised(device)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_volume_that_binds_a_host_path_is_that_bind_mount() {
        let json = br#"{"Volumes":[
            {"Name":"sock","Driver":"local","Options":{"type":"none","o":"bind,ro","device":"/var/run/"}},
            {"Name":"nfs","Driver":"local","Options":{"type":"nfs","o":"addr=10.0.0.1","device":":/export"}},
            {"Name":"plain","Driver":"local","Options":null}],"Warnings":null}"#;
        let mut mounts: Vec<Mount> = ["sock", "nfs", "plain"]
            .map(|name| Mount { source: name.into(), destination: format!("/{name}"), ..Mount::default() })
            .into();
        read_volumes(json).expect("volumes").apply(&mut mounts);
        let seen: Vec<_> = mounts.iter().map(|mount| (mount.kind, mount.source.as_str())).collect();
        assert_eq!(
            seen,
            [(MountKind::Bind, "/var/run"), (MountKind::Volume, "nfs"), (MountKind::Volume, "plain")]
        );
    }
}
