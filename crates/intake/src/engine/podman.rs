//! Where Podman answers otherwise than Docker, in its compatible API and in its own `inspect`.

use posture::facts::{PathMask, State};

use super::kept;
use super::raw::{Component, Text};

/// Podman's own inspect leaves out the algorithm.
pub(super) fn image_id(id: &str) -> String {
    let bare = id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    if bare { format!("sha256:{id}") } else { kept(id) }
}

/// Podman also says `configured`, `initialized`, `stopping` and `stopped`. `None`: a state we do not know.
pub(super) fn state(status: &str) -> Option<State> {
    Some(match status {
        "created" | "configured" | "initialized" => State::Created,
        "running" | "stopping" => State::Running,
        "paused" => State::Paused,
        "restarting" => State::Restarting,
        "removing" => State::Removing,
        "exited" | "stopped" => State::Exited,
        "dead" => State::Dead,
        _ => return None,
    })
}

/// Podman does not list masked paths; it names what it unmasks (`unmask=ALL`, `unmask=/proc/acpi:/sys/firmware`).
pub(super) fn unmasked(options: &[Text<'_>]) -> Option<PathMask> {
    options.iter().any(|option| option.expose().starts_with("unmask=")).then_some(PathMask::Empty)
}

/// A namespace joined by path: another's, as far as facts can tell.
pub(super) fn joins_by_path(mode: &str) -> bool {
    mode.starts_with("ns:")
}

/// Whether a component of `GET /version` gives Podman away.
pub(super) fn is_component(component: &Component<'_>) -> bool {
    component.name.as_ref().is_some_and(|name| name.expose().to_ascii_lowercase().contains("podman"))
}

/// `OCI Runtime (runc)` is what Docker calls `runc`.
pub(super) fn component_name(name: &str) -> &str {
    name.strip_prefix("OCI Runtime (").and_then(|rest| rest.strip_suffix(')')).unwrap_or(name)
}

/// `runc version 1.1.4` and the lines that follow are `1.1.4`; a bare number stays as it is.
pub(super) fn version_number(said: &str) -> &str {
    let line = said.lines().next().unwrap_or_default();
    let number = line.split_once(" version ").map_or(line, |(_, number)| number);
    number.split([',', ' ']).next().unwrap_or_default()
}

/// The version of a package that holds `number`, without the package's name and, in Debian's form, its architecture.
///
/// `None`: the engine does not know the package, or names another version.
pub(super) fn packaged<'p>(package: &'p str, number: &str) -> Option<&'p str> {
    let at = package.find(number).filter(|at| *at > 0 && !number.is_empty())?;
    let version = &package[at..];
    Some(
        version
            .rsplit_once('_')
            .filter(|_| package[..at].ends_with('_'))
            .map_or(version, |(version, _)| version),
    )
}
