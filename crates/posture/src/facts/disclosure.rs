use serde::{Deserialize, Serialize};

use super::{ValueKind, is_default};

/// A credential outside the environment: where it stands, and what kind it is; never the value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Disclosure {
    pub place: Place,
    /// Flag, label key, build argument or variable; empty where it has no name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: String,
    pub kind: ValueKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Command,
    Entrypoint,
    HealthCheck,
    Label,
    BuildHistory,
    BuildArgument,
}

impl Place {
    /// As people read it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Entrypoint => "entrypoint",
            Self::HealthCheck => "health check",
            Self::Label => "label",
            Self::BuildHistory => "build history",
            Self::BuildArgument => "build argument",
        }
    }
}

impl Disclosure {
    /// What tells it from others: `command --token`, `label acme.key`.
    pub fn subject(&self) -> String {
        format!("{} {}", self.place.title(), self.name).trim_end().to_owned()
    }
}
