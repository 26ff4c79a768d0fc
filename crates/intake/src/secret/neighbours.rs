use super::words::{self, is_in};

/// What stands around a variable: a careless password repeats a user, a database, a service or an image.
pub(crate) struct Neighbours<'n> {
    variables: &'n [(&'n str, &'n str)],
    identities: &'n [&'n str],
}

impl<'n> Neighbours<'n> {
    pub const NONE: Neighbours<'static> = Neighbours { variables: &[], identities: &[] };

    pub const fn new(variables: &'n [(&'n str, &'n str)], identities: &'n [&'n str]) -> Self {
        Self { variables, identities }
    }

    /// Whether one of them is called like the value.
    pub fn are_called(&self, value: &str) -> bool {
        let same = |other: &str| !other.is_empty() && other.eq_ignore_ascii_case(value);
        self.identities.iter().any(|identity| same(identity))
            || self.variables.iter().any(|(name, other)| same(other) && names_identity(name))
    }

    /// `DOCKER_TLS_VERIFY` set to anything switches TLS on.
    pub fn verify_tls(&self) -> bool {
        self.variables.iter().any(|(name, value)| *name == "DOCKER_TLS_VERIFY" && !value.is_empty())
    }
}

fn names_identity(name: &str) -> bool {
    let last = name.rsplit(['_', '.', '-']).next().unwrap_or_default().to_ascii_lowercase();
    is_in(&words::IDENTITY, last.as_bytes()) || last.ends_with("username") || last.ends_with("user")
}
