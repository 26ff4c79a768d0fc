use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What the registry said of a tag.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Registry {
    NoAnswer(RegistrySilence),
    Points {
        /// `sha256:…` of the image index and of the platform's own manifest; either may be all there is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        index_digest: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        platform_digest: Option<String>,
        /// When it was first seen to point there.
        since: DateTime<Utc>,
    },
}

/// Why a registry said nothing of a tag. Its own words are not kept: they may repeat a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistrySilence {
    Unreachable,
    RateLimited,
    Refused,
}

impl RegistrySilence {
    /// As people read it, of a registry: "limits how often it may be asked".
    pub const fn title(self) -> &'static str {
        match self {
            Self::Unreachable => "cannot be reached",
            Self::RateLimited => "limits how often it may be asked",
            Self::Refused => "refuses to say",
        }
    }
}

/// What became of looking for an image's signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    Verified,
    /// There is one, and no trusted key made it.
    NotVerified,
    Absent,
    /// The registry or the engine gave no answer.
    NoAnswer,
}
