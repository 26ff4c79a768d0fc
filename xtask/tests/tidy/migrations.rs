//! Migrations are files in an order that is never rearranged, and each says what it is for.

use std::collections::BTreeSet;

use crate::tree::{Source, assert_none, sources};

fn migrations() -> Vec<Source> {
    let mut files = sources("migrations");
    files.retain(|source| source.path != "migrations/README.md");
    assert!(!files.is_empty(), "no migrations");
    files
}

/// `20261124091500_hosts.sql` is `Some("20261124091500")`.
fn version(path: &str) -> Option<&str> {
    let (version, noun) = path.strip_prefix("migrations/")?.strip_suffix(".sql")?.split_once('_')?;
    let timestamp = version.len() == 14 && version.bytes().all(|byte| byte.is_ascii_digit());
    let named = !noun.is_empty()
        && noun.bytes().all(|byte| byte.is_ascii_lowercase() || b"_0123456789".contains(&byte));
    (timestamp && named).then_some(version)
}

#[test]
fn every_migration_is_named_by_a_timestamp_and_its_subject() {
    let wrong: Vec<String> =
        migrations().into_iter().map(|source| source.path).filter(|path| version(path).is_none()).collect();
    assert_none("expected YYYYMMDDHHMMSS_subject.sql", &wrong);
}

#[test]
fn no_two_migrations_share_a_timestamp() {
    let files = migrations();
    let mut seen = BTreeSet::new();
    let twice: Vec<String> =
        files.iter().filter(|file| !seen.insert(version(&file.path))).map(|file| file.path.clone()).collect();
    assert_none("migrations with a timestamp that another has", &twice);
}

#[test]
fn every_migration_begins_with_what_it_is_for() {
    let wrong: Vec<String> = migrations()
        .into_iter()
        .filter(|source| {
            !source.text.lines().next().is_some_and(|line| line.starts_with("-- ") && line.len() > 10)
        })
        .map(|source| source.path)
        .collect();
    assert_none("migrations whose first line is no comment", &wrong);
}
