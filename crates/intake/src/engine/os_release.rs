use posture::facts::OsRelease;

use super::kept::kept;
use super::raw::{Pairs, Text};

/// More than any honest release file has.
const MAX_BYTES: usize = 64 << 10;

/// Reads the contents of `/etc/os-release`: `ID` and `VERSION_ID`. `None`: it names no system.
pub(super) fn read_os_release(contents: &[u8]) -> Option<OsRelease> {
    let text = String::from_utf8_lossy(&contents[..contents.len().min(MAX_BYTES)]);
    let value = |name: &str| {
        let line = text.lines().find_map(|line| line.trim().strip_prefix(name)?.strip_prefix('='))?;
        Some(kept(line.trim().trim_matches(['"', '\''])))
    };
    let id = value("ID").filter(|id| is_word(id))?;
    Some(OsRelease {
        id,
        version: value("VERSION_ID").filter(|version| is_word(version)).unwrap_or_default(),
    })
}

/// What the image's own labels say: the annotations of Ubuntu's images, or the name of a base image.
pub(super) fn of_labels(labels: Option<&Pairs<'_, Option<Text<'_>>>>) -> Option<OsRelease> {
    let pairs = labels.map(Pairs::as_slice).unwrap_or_default();
    let label = |key: &str| {
        let (_, value) = pairs.iter().find(|(own, _)| own.expose() == key)?;
        value.as_ref().map(Text::expose)
    };
    let by_name = label("org.opencontainers.image.ref.name").zip(label("org.opencontainers.image.version"));
    let of_base = || {
        let name = label("org.opencontainers.image.base.name")?.split('@').next()?;
        let (repository, tag) = name.rsplit('/').next()?.split_once(':')?;
        Some((repository, tag.split('-').next()?))
    };
    let (id, version) = by_name.filter(|(id, _)| is_system(id)).or_else(of_base)?;
    (is_system(id) && is_number(version)).then(|| OsRelease { id: id.to_owned(), version: kept(version) })
}

/// Official images that are called like the system in them.
fn is_system(name: &str) -> bool {
    matches!(name, "almalinux" | "alpine" | "centos" | "debian" | "fedora" | "ubuntu")
}

fn is_number(version: &str) -> bool {
    version.starts_with(|first: char| first.is_ascii_digit())
        && version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(contents: &str) -> Option<(String, String)> {
        read_os_release(contents.as_bytes()).map(|release| (release.id, release.version))
    }

    fn release(id: &str, version: &str) -> (String, String) {
        (id.to_owned(), version.to_owned())
    }

    #[test]
    fn id_and_version_are_read_with_and_without_quotes() {
        assert_eq!(
            read("NAME=\"Alpine Linux\"\nID=alpine\nVERSION_ID=3.20.3\n"),
            Some(release("alpine", "3.20.3"))
        );
        assert_eq!(read("ID=\"rhel\"\r\nVERSION_ID=\"9.4\"\r\n"), Some(release("rhel", "9.4")));
        assert_eq!(read("ID=debian\nVERSION_CODENAME=sid"), Some(release("debian", "")));
    }

    #[test]
    fn a_hostile_file_names_no_system() {
        assert_eq!(read("ID=<script>\nVERSION_ID=1"), None);
        assert_eq!(read("ID=debian\nVERSION_ID=$(reboot)"), Some(release("debian", "")));
        assert_eq!(read(""), None);
        assert_eq!(read_os_release(&vec![0xff; 200_000]), None);
    }

    fn labels(json: &str) -> Option<(String, String)> {
        let labels: Pairs<'_, Option<Text<'_>>> = serde_json::from_str(json).expect("labels");
        of_labels(Some(&labels)).map(|release| (release.id, release.version))
    }

    #[test]
    fn labels_tell_where_they_name_the_system_or_its_image() {
        let ubuntu =
            r#"{"org.opencontainers.image.ref.name":"ubuntu","org.opencontainers.image.version":"22.04"}"#;
        assert_eq!(labels(ubuntu), Some(release("ubuntu", "22.04")));
        let base = r#"{"org.opencontainers.image.base.name":"docker.io/library/debian:12-slim"}"#;
        assert_eq!(labels(base), Some(release("debian", "12")));
    }

    #[test]
    fn labels_of_a_program_tell_nothing_of_the_system() {
        assert_eq!(labels(r#"{"org.opencontainers.image.version":"22.04"}"#), None);
        assert_eq!(
            labels(r#"{"org.opencontainers.image.ref.name":"api","org.opencontainers.image.version":"12"}"#),
            None
        );
        assert_eq!(labels(r#"{"org.opencontainers.image.base.name":"debian:bookworm"}"#), None);
    }
}
