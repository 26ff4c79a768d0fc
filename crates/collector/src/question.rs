use std::fmt;

/// Everything Plimsoll ever asks an engine. Each is a GET; nothing else can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Question<'a> {
    Ping,
    Version,
    Info,
    /// Running or not.
    Containers,
    Container(&'a str),
    /// A tar archive of the release file at this path inside a container.
    OsRelease(&'a str, &'static str),
    Images,
    Image(&'a str),
    ImageHistory(&'a str),
    Networks,
    Volumes,
}

impl Question<'_> {
    /// Path below the version, percent-encoded.
    pub fn path(self) -> String {
        match self {
            Self::Ping => "/_ping".into(),
            Self::Version => "/version".into(),
            Self::Info => "/info".into(),
            Self::Containers => "/containers/json?all=1".into(),
            Self::Container(id) => format!("/containers/{}/json", Segment(id)),
            Self::OsRelease(id, path) => format!("/containers/{}/archive?path={path}", Segment(id)),
            Self::Images => "/images/json".into(),
            Self::Image(id) => format!("/images/{}/json", Segment(id)),
            Self::ImageHistory(id) => format!("/images/{}/history", Segment(id)),
            Self::Networks => "/networks".into(),
            Self::Volumes => "/volumes".into(),
        }
    }

    /// Asked before a version is agreed on.
    pub const fn is_unversioned(self) -> bool {
        matches!(self, Self::Ping | Self::Version)
    }
}

/// One segment of a path: whatever an engine put into an id stays inside it.
struct Segment<'a>(&'a str);

impl fmt::Display for Segment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b':' | b'_' | b'-' => {
                    write!(f, "{}", char::from(byte))?;
                }
                _ => write!(f, "%{byte:02X}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_cannot_leave_its_place_in_the_path() {
        let path = Question::Container("../x/json?y#z /\r\n").path();
        assert_eq!(path, "/containers/%2E%2E%2Fx%2Fjson%3Fy%23z%20%2F%0D%0A/json");
        assert_eq!(Question::Image("sha256:0a").path(), "/images/sha256:0a/json");
    }
}
