use serde::{Deserialize, Serialize};

/// How bad a finding is, worst last, so that `max` gives the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Info,
    Low,
    Medium,
    High,
    Critical,
}

impl Severity {
    /// Worst first, the order in which people read them.
    pub const WORST_FIRST: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// Position from the mildest: info is 0.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// As many steps up or down as lie between the two, not beyond info and critical.
    #[must_use]
    pub const fn moved(self, from: Self, to: Self) -> Self {
        match self as i32 + to as i32 - from as i32 {
            ..=0 => Self::Info,
            1 => Self::Low,
            2 => Self::Medium,
            3 => Self::High,
            4.. => Self::Critical,
        }
    }

    /// One step lower: what a mitigation (user-namespace remap, only after escalation) takes off.
    #[must_use]
    pub const fn lowered(self) -> Self {
        self.moved(Self::Low, Self::Info)
    }
}

impl std::fmt::Display for Severity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for Severity {
    type Err = UnknownSeverity;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::WORST_FIRST.into_iter().find(|s| s.as_str() == text).ok_or(UnknownSeverity)
    }
}

/// The text names no severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownSeverity;

impl std::fmt::Display for UnknownSeverity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a severity is one of critical, high, medium, low, info")
    }
}

impl std::error::Error for UnknownSeverity {}
