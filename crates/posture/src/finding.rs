use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Dimension, Severity};

/// A rule's permanent id, such as `CAP-003`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, example = "CAP-003"))]
#[serde(transparent)]
pub struct RuleId(Cow<'static, str>);

impl RuleId {
    pub const fn new(id: &'static str) -> Self {
        Self(Cow::Borrowed(id))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the rule counts in, from its prefix; `None` for rules about hosts and for unknown prefixes.
    pub fn dimension(&self) -> Option<Dimension> {
        match self.0.split_once('-')?.0 {
            "IMG" => Some(Dimension::ImageTrust),
            "CAP" => Some(Dimension::Capabilities),
            "MNT" => Some(Dimension::Mounts),
            "SEC" => Some(Dimension::Secrets),
            "STL" => Some(Dimension::Staleness),
            _ => None,
        }
    }

    pub fn is_about_hosts(&self) -> bool {
        self.0.starts_with("HST-")
    }
}

impl From<String> for RuleId {
    fn from(id: String) -> Self {
        Self(Cow::Owned(id))
    }
}

impl std::fmt::Display for RuleId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

/// One hit of a rule on a container or a host.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Finding {
    pub rule: RuleId,
    /// What tells two hits of one rule apart: the capability, the mount destination, the variable name.
    /// Empty where a rule can hit once only.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subject: String,
    pub severity: Severity,
    /// What was seen, in words; never a secret value. May change while the finding stays the same.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub evidence: String,
    /// The finding that causes this one and beneath which it is listed: its (rule, subject).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<RuleId>,
}

impl Finding {
    /// Identity within one target: acceptances and history hang on it.
    pub fn key(&self) -> (&RuleId, &str) {
        (&self.rule, &self.subject)
    }
}

/// A check that could not be made because facts are missing. Takes nothing from the score and is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unknown {
    pub rule: RuleId,
    /// Which facts are missing, in words.
    pub missing: String,
    /// The worst the check could have found: high or critical makes the grade `A?`.
    pub could_be: Severity,
}
