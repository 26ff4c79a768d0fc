/// Which characters a value has, learned in one pass: the gate before every dearer test.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    low: u64,
    high: u64,
    not_ascii: bool,
    pub length: usize,
}

impl Shape {
    pub fn of(value: &str) -> Self {
        let (mut low, mut high, mut not_ascii) = (0_u64, 0_u64, false);
        for byte in value.bytes() {
            match byte {
                0..64 => low |= 1 << byte,
                64..128 => high |= 1 << (byte - 64),
                _ => not_ascii = true,
            }
        }
        Self { low, high, not_ascii, length: value.len() }
    }

    pub const fn has(self, byte: u8) -> bool {
        if byte < 64 { self.low >> byte & 1 == 1 } else { self.high >> (byte - 64) & 1 == 1 }
    }

    pub const fn has_dot(self) -> bool {
        self.has(b'.')
    }

    pub const fn has_digit(self) -> bool {
        self.low & (0x3ff << b'0') != 0
    }

    pub const fn has_upper(self) -> bool {
        self.high & (0x3ff_ffff << (b'A' - 64)) != 0
    }

    pub const fn has_lower(self) -> bool {
        self.high & (0x3ff_ffff << (b'a' - 64)) != 0
    }

    pub const fn has_space(self) -> bool {
        self.has(b' ') || self.has(b'\n') || self.has(b'\t')
    }

    /// Letters, digits and `+ / = _ -` alone.
    pub const fn is_base64(self) -> bool {
        let low = 0x3ff << b'0' | 1 << b'+' | 1 << b'/' | 1 << b'=' | 1 << b'-';
        let high = 0x3ff_ffff << (b'A' - 64) | 0x3ff_ffff << (b'a' - 64) | 1 << (b'_' - 64);
        !self.not_ascii && self.low & !low == 0 && self.high & !high == 0
    }

    pub const fn is_hex(self) -> bool {
        let high = 0x3f << (b'A' - 64) | 0x3f << (b'a' - 64);
        !self.not_ascii && self.low & !(0x3ff << b'0') == 0 && self.high & !high == 0
    }

    pub const fn is_digits(self) -> bool {
        !self.not_ascii && self.high == 0 && self.low & !(0x3ff << b'0') == 0
    }
}

/// A switch, or a way to say nothing.
pub(super) fn is_switch(value: &str) -> bool {
    const SWITCHES: [&str; 21] = [
        "0",
        "1",
        "auto",
        "disable",
        "disabled",
        "enable",
        "enabled",
        "f",
        "false",
        "n",
        "nil",
        "no",
        "none",
        "null",
        "off",
        "on",
        "t",
        "true",
        "undefined",
        "y",
        "yes",
    ];
    value.len() <= 9 && {
        let mut lower = [0; 9];
        let lower = &mut lower[..value.len()];
        lower.copy_from_slice(value.as_bytes());
        lower.make_ascii_lowercase();
        SWITCHES.binary_search_by(|word| word.as_bytes().cmp(lower)).is_ok()
    }
}

/// A way to say that there is none.
pub(super) fn is_nothing(value: &str) -> bool {
    ["nil", "none", "null", "undefined"].iter().any(|word| value.eq_ignore_ascii_case(word))
}

/// A number, also with a unit: `3600`, `15m`, `1h30m`, `0.5`, `10MB`.
pub(super) fn is_quantity(value: &str) -> bool {
    let starts = value.bytes().next().is_some_and(|byte| byte.is_ascii_digit() || byte == b'-');
    starts && value.len() <= 16 && value.split(|c: char| c.is_ascii_digit() || ".-_".contains(c)).all(is_unit)
}

fn is_unit(text: &str) -> bool {
    const UNITS: [&str; 26] = [
        "", "b", "d", "day", "days", "g", "gb", "h", "hour", "hours", "hr", "k", "kb", "m", "mb", "min",
        "minutes", "mo", "ms", "s", "sec", "seconds", "us", "w", "weeks", "y",
    ];
    let lower = text.trim().to_ascii_lowercase();
    UNITS.binary_search(&lower.as_str()).is_ok()
}

/// A URL: what points somewhere is no secret, once its inside was searched.
pub(super) fn is_address(value: &str, shape: Shape) -> bool {
    let is_scheme_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"+.-:".contains(&byte);
    let scheme = value.split_once("://").map(|(scheme, _)| scheme);
    !shape.has_space()
        && scheme.is_some_and(|scheme| !scheme.is_empty() && scheme.bytes().all(is_scheme_byte))
}

pub(super) fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-@".contains(&byte))
}

/// `/etc/ssl/key.pem`, `C:\keys\key.pem`, `./certs/key.pem`. Base64 begins with a slash once in 64 times, so one
/// segment alone must be a root that systems have, and a long segment must not look random.
pub(super) fn is_path(value: &str, shape: Shape) -> bool {
    if let Some(rest) = value.strip_prefix('/') {
        return is_absolute(rest);
    }
    if shape.has(b'\\') && value.as_bytes().get(1) == Some(&b':') {
        return value.starts_with(|c: char| c.is_ascii_alphabetic());
    }
    let relative = value.starts_with("./") || value.starts_with("../") || value.starts_with("~/");
    relative && value.split('/').all(|segment| segment.bytes().all(is_path_byte))
}

const ROOTS: [&str; 23] = [
    "app",
    "bin",
    "boot",
    "cache",
    "certs",
    "config",
    "data",
    "dev",
    "etc",
    "home",
    "lib",
    "media",
    "mnt",
    "opt",
    "proc",
    "root",
    "run",
    "srv",
    "sys",
    "tmp",
    "usr",
    "var",
    "workspace",
];

fn is_absolute(rest: &str) -> bool {
    if rest.is_empty() {
        return true;
    }
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let mut segments = rest.split('/');
    let first = segments.next().unwrap_or_default();
    let is_known = ROOTS.binary_search(&first).is_ok();
    let is_segment =
        |segment: &str| segment.bytes().all(is_path_byte) && (is_known || !looks_scrambled(segment));
    if !is_segment(first) {
        return false;
    }
    let mut below = 0;
    segments.all(|segment| {
        below += 1;
        is_segment(segment)
    }) && (is_known || below > 0)
}

const fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'.' | b'_' | b'-' | b'@' | b'~' | b'%' | b':' | b'*' | b',')
}

/// Lower case, upper case and digits in turn, as no one names a folder.
pub(super) fn looks_scrambled(segment: &str) -> bool {
    let kind = |byte: u8| match byte {
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        b'0'..=b'9' => 3,
        _ => 0,
    };
    let turns = segment.as_bytes().windows(2).filter(|pair| kind(pair[0]) != kind(pair[1])).count();
    segment.len() >= 6 && turns * 2 >= segment.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_at_the_start_of_base64_makes_no_path() {
        let path = |value: &str| is_path(value, Shape::of(value));
        assert!(path("/run/secrets/db"));
        assert!(path("/data"));
        assert!(path("/srv/Kx9/pQ2wE4rT6"));
        assert!(path("/"));
        assert!(!path("/Kx9pQ2wE"), "one unknown segment");
        assert!(!path("/Kx9pQ2wE4rT6/yU8iO0pA2s"), "scrambled segments");
        assert!(!path("/ab+cd/ef=="), "not characters of a path");
    }

    #[test]
    fn quantities_have_a_number_and_at_most_a_unit() {
        for quantity in ["0", "3600", "15m", "1h30m", "0.5", "10MB", "-1"] {
            assert!(is_quantity(quantity), "{quantity}");
        }
        for other in ["", "m", "4f2a", "12monkeys", "1-2-buckle"] {
            assert!(!is_quantity(other), "{other}");
        }
    }

    #[test]
    fn switches_are_known_in_any_case() {
        assert!(is_switch("TRUE") && is_switch("null") && is_switch("Yes") && !is_switch("yesterday"));
    }
}
