use std::fmt;
use std::str::FromStr;

/// Version of the engine's API, such as 1.41.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ApiVersion {
    major: u16,
    minor: u16,
}

impl ApiVersion {
    /// The newest whose answers intake was written against; Docker 27 speaks it, and so do the later ones.
    pub const NEWEST: Self = Self { major: 1, minor: 47 };

    /// What to speak with an engine that speaks from `oldest` to `newest`.
    pub fn agreed(oldest: Option<Self>, newest: Self) -> Self {
        Self::NEWEST.min(newest).max(oldest.unwrap_or(newest).min(newest))
    }
}

impl FromStr for ApiVersion {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (major, minor) = text.split_once('.').ok_or(())?;
        Ok(Self { major: major.parse().map_err(drop)?, minor: minor.parse().map_err(drop)? })
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(oldest: Option<&str>, newest: &str, expected: &str) {
        let oldest = oldest.map(|text| text.parse().unwrap());
        assert_eq!(ApiVersion::agreed(oldest, newest.parse().unwrap()).to_string(), expected);
    }

    #[test]
    fn the_newest_that_both_speak_is_spoken() {
        check(Some("1.12"), "1.41", "1.41");
        check(Some("1.24"), "1.47", "1.47");
        check(Some("1.24"), "1.51", "1.47");
        check(Some("1.48"), "1.51", "1.48");
        check(None, "1.9", "1.9");
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for text in ["", "1", "1.", ".1", "1.x", "-1.2", "1.2.3", "99999.1"] {
            assert_eq!(text.parse::<ApiVersion>(), Err(()), "{text}");
        }
    }
}
