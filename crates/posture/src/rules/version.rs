//! Versions of engines, runtimes and kernels, as these write them.

/// Compares by number. Parts that a distribution adds say that it may have mended what upstream has in a later version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version {
    numbers: [u32; 3],
    /// Number of the release candidate; the release itself comes after all.
    candidate: u32,
}

impl Version {
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self { numbers: [major, minor, patch], candidate: u32::MAX }
    }

    pub const fn candidate(self, number: u32) -> Self {
        Self { candidate: number, ..self }
    }

    /// `1.1.5+ds1-1`, `v1.7.2`, `1.4.0-rc.3`, `6.1.0-18-amd64`, `runc version 1.1.5`. With what follows the numbers.
    fn read(text: &str) -> Option<(Self, &str)> {
        let mut rest = &text[text.find(|c: char| c.is_ascii_digit())?..];
        let mut numbers = [0; 3];
        for (place, number) in numbers.iter_mut().enumerate() {
            let next = if place == 0 { Some(rest) } else { rest.strip_prefix('.') };
            let Some(next) = next.filter(|next| next.starts_with(|c: char| c.is_ascii_digit())) else {
                break;
            };
            let end = next.find(|c: char| !c.is_ascii_digit()).unwrap_or(next.len());
            *number = next[..end].parse().ok()?;
            rest = &next[end..];
        }
        let version = Self { numbers, candidate: u32::MAX };
        let Some(tail) = rest.strip_prefix("-rc") else { return Some((version, rest)) };
        let tail = tail.trim_start_matches('.');
        let end = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
        Some((version.candidate(tail[..end].parse().unwrap_or_default()), &tail[end..]))
    }
}

/// A version, and whether whoever built it may have taken fixes of later ones into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Build {
    pub version: Version,
    pub is_patched: bool,
}

impl Build {
    /// `None`: there is no number in it.
    pub fn read(text: &str) -> Option<Self> {
        let (version, rest) = Version::read(text)?;
        let rest = rest.split_whitespace().next().unwrap_or_default();
        // Upstream's own: Docker's editions, and kernels of virtual machines that follow the stable series.
        let is_upstream = matches!(rest, "" | "-ce" | "-ee" | "-linuxkit")
            || rest
                .trim_start_matches(|c: char| c == '.' || c.is_ascii_digit())
                .starts_with("-microsoft-standard");
        Some(Self { version, is_patched: !is_upstream })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, version: Version, is_patched: bool) {
        assert_eq!(Build::read(text), Some(Build { version, is_patched }), "{text}");
    }

    #[test]
    fn numbers_are_read_wherever_they_begin() {
        check("1.7.2", Version::new(1, 7, 2), false);
        check("v1.7.2", Version::new(1, 7, 2), false);
        check("runc version 1.1.5", Version::new(1, 1, 5), false);
        check("29", Version::new(29, 0, 0), false);
        assert_eq!(Build::read("unknown"), None);
        assert_eq!(Build::read("99999999999"), None);
    }

    #[test]
    fn a_release_comes_after_its_candidates() {
        check("1.4.0-rc.3", Version::new(1, 4, 0).candidate(3), false);
        check("1.0.0-rc93", Version::new(1, 0, 0).candidate(93), false);
        assert!(Version::new(1, 0, 0).candidate(93) < Version::new(1, 0, 0));
        assert!(Version::new(1, 0, 0) < Version::new(1, 0, 1).candidate(1));
    }

    #[test]
    fn what_a_distribution_adds_is_seen() {
        check("1.1.5+ds1-1+deb12u1", Version::new(1, 1, 5), true);
        check("1.6.20~ds1", Version::new(1, 6, 20), true);
        check("20.10.24+dfsg1", Version::new(20, 10, 24), true);
        check("6.1.0-18-amd64", Version::new(6, 1, 0), true);
        check("5.10.205-195.804.amzn2.x86_64", Version::new(5, 10, 205), true);
    }

    #[test]
    fn editions_and_kernels_that_follow_upstream_are_upstreams() {
        check("18.06.3-ce", Version::new(18, 6, 3), false);
        check("6.6.12-linuxkit", Version::new(6, 6, 12), false);
        check("5.15.153.1-microsoft-standard-WSL2", Version::new(5, 15, 153), false);
    }
}
