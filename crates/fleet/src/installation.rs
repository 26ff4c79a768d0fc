use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a database is for, from its first migration on and for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Installation {
    /// Shows a simulated fleet, and neither reaches nor tells anybody outside.
    Demo,
    Real,
}

impl Installation {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::Real => "real",
        }
    }

    pub const fn is_demo(self) -> bool {
        matches!(self, Self::Demo)
    }
}

impl FromStr for Installation {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Demo, Self::Real].into_iter().find(|kind| kind.as_str() == text).ok_or(())
    }
}
