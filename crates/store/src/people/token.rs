use std::fmt;

use crate::content::{Hash, Key};
use crate::id::random;

macro_rules! token {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// One that nobody can guess: 256 bits.
            pub(super) fn make() -> Self {
                Self(hex::encode(random::<32>()))
            }

            /// The secret itself: for a cookie or a link, never for a log.
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}

token! {
    /// What a signed-in browser holds; the database knows only its hash.
    SessionToken
    /// What a one-time sign-in link carries; the database knows only its hash.
    LinkToken
}

/// As tokens stand in the database.
pub(super) fn hash(token: &str) -> Hash {
    Key::new("token").with(token).finish()
}
