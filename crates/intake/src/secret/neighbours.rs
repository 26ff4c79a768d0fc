use std::cmp::Ordering;

use super::weak::LONGEST;
use super::words::{self, is_in};

/// What stands around a variable: a careless password repeats a user, a database, a service or an image.
pub(crate) struct Neighbours<'n> {
    /// In the order of [`compare`]. Borrowed: one of them may be a secret all the same.
    names: Vec<&'n str>,
    verify_tls: bool,
}

impl<'n> Neighbours<'n> {
    pub const NONE: Neighbours<'static> = Neighbours { names: Vec::new(), verify_tls: false };

    pub fn new(variables: &[(&'n str, &'n str)], identities: &[&'n str]) -> Self {
        let named = variables.iter().filter(|(name, _)| names_identity(name)).map(|(_, value)| *value);
        let all = identities.iter().copied().chain(named);
        let mut names: Vec<&str> = all.filter(|name| (1..=LONGEST).contains(&name.len())).collect();
        names.sort_unstable_by(|a, b| compare(a, b));
        names.dedup();
        // `DOCKER_TLS_VERIFY` set to anything switches TLS on.
        let verify_tls =
            variables.iter().any(|(name, value)| *name == "DOCKER_TLS_VERIFY" && !value.is_empty());
        Self { names, verify_tls }
    }

    /// Whether one of them is called like the value.
    pub fn are_called(&self, value: &str) -> bool {
        self.names.binary_search_by(|name| compare(name, value)).is_ok()
    }

    pub const fn verify_tls(&self) -> bool {
        self.verify_tls
    }
}

/// Without regard to case.
fn compare(a: &str, b: &str) -> Ordering {
    let lower = |byte: u8| byte.to_ascii_lowercase();
    a.bytes().map(lower).cmp(b.bytes().map(lower))
}

fn names_identity(name: &str) -> bool {
    let last = name.rsplit(['_', '.', '-']).next().unwrap_or_default();
    let ends = |ending: &str| {
        last.len()
            .checked_sub(ending.len())
            .and_then(|at| last.get(at..))
            .is_some_and(|end| end.eq_ignore_ascii_case(ending))
    };
    last.len() <= LONGEST
        && (ends("user") || ends("username") || is_in(&words::IDENTITY, last.to_ascii_lowercase().as_bytes()))
}
