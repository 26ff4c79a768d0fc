use std::collections::HashSet;
use std::sync::LazyLock;

use zeroize::Zeroizing;

use super::name::Name;
use super::neighbours::Neighbours;
use super::shape::{self, Shape};

/// Passwords that are tried first, and the defaults of what runs in containers; in lower case.
static KNOWN: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("weak_passwords.txt").split_whitespace().collect());

const SHORT: usize = 4;
/// Nothing longer is called weak.
pub(super) const LONGEST: usize = 40;

/// What people put together when a password is asked for: `MySecureDatabasePassword`.
#[rustfmt::skip]
const PARTS: [&str; 65] = [
    "a", "admin", "api", "app", "bad", "be", "change", "choose", "database", "db", "default", "demo", "docker", "dummy",
    "enter", "example", "fairly", "foo", "good", "guest", "hard", "here", "insecure", "is", "it", "jwt", "key", "local",
    "login", "long", "make", "master", "me", "my", "mysql", "new", "not", "of", "optional", "own", "pass", "password",
    "postgres", "pw", "pwd", "random", "redis", "root", "safe", "sample", "secret", "secure", "server", "session",
    "should", "some", "string", "strong", "super", "test", "the", "this", "to", "user", "very",
];

/// A default or weak password: short, known, known in disguise (`P@ssw0rd123!`), or the name of something near.
pub(super) fn is_weak(name: &Name, value: &str, shape: Shape, neighbours: &Neighbours<'_>) -> bool {
    if value.len() <= SHORT || shape.is_digits() && value.len() <= 9 {
        return true;
    }
    if value.len() > LONGEST {
        return false;
    }
    shape::is_switch(value) || name.repeats(value) || neighbours.are_called(value) || is_known(value)
}

fn is_known(value: &str) -> bool {
    let lower = Zeroizing::new(value.to_ascii_lowercase());
    let bare = bare(&lower);
    let read = undisguised(bare);
    [lower.as_str(), bare, &undisguised(&lower), &read].iter().any(|form| KNOWN.contains(form))
        || is_put_together(&read)
}

/// Whether the whole is a row of [`PARTS`].
fn is_put_together(text: &str) -> bool {
    let mut reached = [false; LONGEST + 1];
    reached[0] = true;
    for start in 0..text.len().min(LONGEST) {
        if reached[start] {
            let rest = text.get(start..).unwrap_or_default();
            let ends = PARTS.iter().filter(|part| rest.starts_with(**part)).map(|part| start + part.len());
            ends.filter(|end| *end <= LONGEST).for_each(|end| reached[end] = true);
        }
    }
    !text.is_empty() && text.len() <= LONGEST && reached[text.len()]
}

/// `p@ssw0rd` as one reads it.
fn undisguised(lower: &str) -> Zeroizing<String> {
    let read = |c: char| match c {
        '@' | '4' => 'a',
        '0' => 'o',
        '3' => 'e',
        '$' | '5' => 's',
        '1' | '!' => 'i',
        '7' => 't',
        other => other,
    };
    Zeroizing::new(lower.chars().filter(|c| !"-_. ".contains(*c)).map(read).collect())
}

/// Without the digits and marks that are put behind a word.
fn bare(lower: &str) -> &str {
    lower.trim_end_matches(|c: char| c.is_ascii_digit() || "!@#$%*?._-".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weak(name: &str, value: &str) -> bool {
        is_weak(&Name::read(name), value, Shape::of(value), &Neighbours::NONE)
    }

    #[test]
    fn the_list_is_sorted_lower_case_and_without_repeats() {
        let list: Vec<&str> = include_str!("weak_passwords.txt").split_whitespace().collect();
        assert!(list.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(list.iter().all(|word| *word == word.to_ascii_lowercase()));
        assert!(PARTS.is_sorted());
    }

    #[test]
    fn defaults_and_their_disguises_are_weak() {
        for value in [
            "postgres",
            "admin",
            "minioadmin",
            "P@ssw0rd",
            "Password123!",
            "changeit",
            "12345678",
            "abc",
            "My-Secure-Database-Password1",
            "guest",
        ] {
            assert!(weak("SOME_PASSWORD", value), "{value}");
        }
        for value in ["t7Rk2mQzLw", "correct-horse-battery-staple", "9f8e7d6c5b4a"] {
            assert!(!weak("SOME_PASSWORD", value), "{value}");
        }
    }

    #[test]
    fn a_password_that_repeats_its_variable_or_a_neighbour_is_weak() {
        assert!(weak("GRAYLOG_PASSWORD", "graylog"));
        assert!(weak("WIKI_DB_PASSWORD", "wiki-db-password"));
        let variables = [("WIKI_USER", "wikiuser9x")];
        let neighbours = Neighbours::new(&variables, &["kestrel-api"]);
        for value in ["wikiuser9x", "Kestrel-API"] {
            assert!(is_weak(&Name::read("PASSWORD"), value, Shape::of(value), &neighbours), "{value}");
        }
    }
}
