use serde::{Deserialize, Serialize};

/// The five things every container is scored on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    ImageTrust,
    Capabilities,
    Mounts,
    Secrets,
    Staleness,
}

impl Dimension {
    pub const ALL: [Self; 5] =
        [Self::ImageTrust, Self::Capabilities, Self::Mounts, Self::Secrets, Self::Staleness];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ImageTrust => "image_trust",
            Self::Capabilities => "capabilities",
            Self::Mounts => "mounts",
            Self::Secrets => "secrets",
            Self::Staleness => "staleness",
        }
    }

    /// As people read it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::ImageTrust => "Image trust",
            Self::Capabilities => "Capabilities",
            Self::Mounts => "Mounts",
            Self::Secrets => "Secrets",
            Self::Staleness => "Staleness",
        }
    }

    /// Position in [`Self::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
}
