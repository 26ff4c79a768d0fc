use serde::{Deserialize, Serialize};

/// F has a critical finding, D has a high one, B and C have nothing above medium, A nothing above low.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Grade {
    A,
    B,
    C,
    D,
    F,
}

impl Grade {
    pub const ALL: [Self; 5] = [Self::A, Self::B, Self::C, Self::D, Self::F];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::F => "F",
        }
    }

    /// Below the load line: a high or a critical finding is open.
    pub const fn below_load_line(self) -> bool {
        matches!(self, Self::D | Self::F)
    }
}

impl std::fmt::Display for Grade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for Grade {
    type Err = UnknownGrade;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|g| g.as_str() == text).ok_or(UnknownGrade)
    }
}

/// The text names no grade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownGrade;

impl std::fmt::Display for UnknownGrade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a grade is one of A, B, C, D, F")
    }
}

impl std::error::Error for UnknownGrade {}
