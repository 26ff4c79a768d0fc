use posture::facts::{Mount, MountKind, Propagation};

use super::container::slice;
use super::kept::{kept, kept_or_empty};
use super::raw::{HostConfig, Inspect, MountPoint, MountSpec, Pairs, Text};

const MAX_MOUNTS: usize = 512;
/// Stands in the place of the mounts beyond [`MAX_MOUNTS`].
const CUT: &str = "…";

/// What the engine mounted, then what was asked for and is not there yet: engines list no `--tmpfs`, and some
/// nothing before the first start. Sorted by destination, which is unique.
pub(super) fn read_mounts(raw: &Inspect<'_>, host: &HostConfig<'_>) -> Vec<Mount> {
    let mounted = slice(raw.mounts.as_ref()).iter().map(read_point);
    let asked = slice(host.mounts.as_ref()).iter().map(read_spec);
    let binds = slice(host.binds.as_ref()).iter().filter_map(|bind| read_bind(bind.expose()));
    let tmpfs = host.tmpfs.as_ref().map(Pairs::as_slice).unwrap_or_default().iter().map(|(path, _)| Mount {
        kind: MountKind::Tmpfs,
        destination: normalised(path.expose()),
        ..Mount::default()
    });
    let mut mounts: Vec<Mount> = mounted.chain(asked).chain(binds).chain(tmpfs).collect();
    mounts.sort_by(|a, b| a.destination.cmp(&b.destination));
    mounts.dedup_by(|later, first| later.destination == first.destination);
    cut(mounts)
}

/// Beyond 512 those of the host's own paths stay first.
fn cut(mut mounts: Vec<Mount>) -> Vec<Mount> {
    if mounts.len() > MAX_MOUNTS {
        mounts.sort_by_key(|mount| mount.kind != MountKind::Bind);
        mounts.truncate(MAX_MOUNTS);
        mounts.sort_by(|a, b| a.destination.cmp(&b.destination));
        mounts.push(Mount { kind: MountKind::Other, destination: CUT.to_owned(), ..Mount::default() });
    }
    mounts
}

fn read_point(point: &MountPoint<'_>) -> Mount {
    let kind = read_kind(point.kind.as_ref());
    let source = point.source.as_ref().map_or("", Text::expose);
    Mount {
        kind,
        source: match kind {
            MountKind::Bind => normalised(source),
            MountKind::Volume => volume_name(point.name.as_ref().map_or("", Text::expose)),
            MountKind::Tmpfs => String::new(),
            MountKind::Image | MountKind::Other => kept(source),
        },
        destination: point.destination.as_ref().map(|path| normalised(path.expose())).unwrap_or_default(),
        read_only: point.writable == Some(false),
        propagation: read_propagation(point.propagation.as_ref()),
    }
}

fn read_spec(spec: &MountSpec<'_>) -> Mount {
    let kind = read_kind(spec.kind.as_ref());
    Mount {
        kind,
        source: match kind {
            MountKind::Bind => spec.source.as_ref().map(|path| normalised(path.expose())).unwrap_or_default(),
            MountKind::Tmpfs => String::new(),
            MountKind::Volume => volume_name(spec.source.as_ref().map_or("", Text::expose)),
            MountKind::Image | MountKind::Other => kept_or_empty(spec.source.as_ref()),
        },
        destination: spec.target.as_ref().map(|path| normalised(path.expose())).unwrap_or_default(),
        read_only: spec.read_only.unwrap_or_default(),
        propagation: read_propagation(
            spec.bind_options.as_ref().and_then(|options| options.propagation.as_ref()),
        ),
    }
}

/// `source:destination[:options]`; a source without a slash is a volume.
fn read_bind(bind: &str) -> Option<Mount> {
    let mut parts = bind.split(':');
    let (source, destination) = (parts.next()?, parts.next()?);
    let options = parts.next().unwrap_or_default();
    let has = |wanted: &str| options.split(',').any(|option| option == wanted);
    let is_path = source.starts_with(['/', '.', '~']);
    Some(Mount {
        kind: if is_path { MountKind::Bind } else { MountKind::Volume },
        source: if is_path { normalised(source) } else { volume_name(source) },
        destination: normalised(destination),
        read_only: has("ro"),
        propagation: options.split(',').map(propagation).max().unwrap_or_default(),
    })
}

fn read_kind(kind: Option<&Text<'_>>) -> MountKind {
    match kind.map_or("", Text::expose) {
        "bind" => MountKind::Bind,
        "volume" => MountKind::Volume,
        "tmpfs" => MountKind::Tmpfs,
        "image" => MountKind::Image,
        _ => MountKind::Other,
    }
}

fn read_propagation(text: Option<&Text<'_>>) -> Propagation {
    propagation(text.map_or("", Text::expose))
}

fn propagation(word: &str) -> Propagation {
    match word {
        "shared" | "rshared" => Propagation::Shared,
        "slave" | "rslave" => Propagation::Slave,
        _ => Propagation::Private,
    }
}

/// Anonymous volumes are named by 64 hexadecimal digits that no redeploy keeps.
fn volume_name(name: &str) -> String {
    let anonymous = name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    if anonymous { String::new() } else { kept(name) }
}

/// Without doubled slashes, `.`, `..` and a trailing slash: what the path means, as text alone can tell.
pub(super) fn normalised(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    kept(&format!("{root}{}", parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Vec<String> {
        let raw: Inspect<'_> = serde_json::from_str(json).expect("an inspection");
        let shown = |mount: Mount| {
            let mode = if mount.read_only { "ro" } else { "rw" };
            format!("{:?} {}:{} {mode} {:?}", mount.kind, mount.source, mount.destination, mount.propagation)
        };
        read_mounts(&raw, raw.host_config.as_ref().expect("given")).into_iter().map(shown).collect()
    }

    #[test]
    fn a_created_container_has_the_mounts_it_asked_for() {
        let json = r#"{"HostConfig":{"Binds":["/var/run/docker.sock:/s:ro","data:/data:rw,rshared"],"Tmpfs":{"/tmp":"size=1m"}}}"#;
        assert_eq!(
            read(json),
            [
                "Volume data:/data rw Shared",
                "Bind /var/run/docker.sock:/s ro Private",
                "Tmpfs :/tmp rw Private",
            ]
        );
    }

    #[test]
    fn of_too_many_mounts_those_of_host_paths_stay() {
        let volumes: Vec<String> = (0..2000).map(|number| format!(r#""v{number}:/a/{number}""#)).collect();
        let json = format!(r#"{{"HostConfig":{{"Binds":[{},"/etc:/z"]}}}}"#, volumes.join(","));
        let mounts = read(&json);
        assert_eq!(mounts.len(), MAX_MOUNTS + 1);
        assert_eq!(mounts[MAX_MOUNTS - 1], "Bind /etc:/z rw Private");
        assert_eq!(mounts[MAX_MOUNTS], "Other :… rw Private");
    }

    #[test]
    fn what_the_engine_mounted_comes_before_what_was_asked() {
        let json = r#"{"HostConfig":{"Binds":["/srv/../etc:/e"]},
            "Mounts":[{"Type":"bind","Source":"/etc","Destination":"/e","RW":true,"Propagation":"rslave"}]}"#;
        assert_eq!(read(json), ["Bind /etc:/e rw Slave"]);
    }

    #[test]
    fn anonymous_volumes_have_no_source() {
        let name = "0123456789abcdef".repeat(4);
        let json = format!(
            r#"{{"HostConfig":{{}},"Mounts":[{{"Type":"volume","Name":"{name}","Source":"/var/lib/docker/volumes/{name}/_data",
            "Destination":"/data","RW":true,"Propagation":""}}]}}"#
        );
        assert_eq!(read(&json), ["Volume :/data rw Private"]);
    }

    #[test]
    fn paths_are_normalised() {
        assert_eq!(normalised("//var/./run/../run/docker.sock/"), "/var/run/docker.sock");
        assert_eq!(normalised("/.."), "/");
        assert_eq!(normalised("/"), "/");
    }
}
