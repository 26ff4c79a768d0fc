use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Dimension, Severity, rules};

/// A versioned set of parameters. No exemptions: exceptions are acceptances.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// 1 is the built-in default.
    pub version: u32,
    pub probabilities: Probabilities,
    pub weights: Weights,
    /// `registry/namespace` prefixes that are trusted.
    pub trusted: Vec<String>,
    /// `registry/namespace` prefixes whose images must be signed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signed: Vec<String>,
    pub rules_off: BTreeSet<String>,
}

/// p(s) of scoring.md: what share of the base one finding takes. Info is always 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Probabilities {
    pub critical: f64,
    pub high: f64,
    pub medium: f64,
    pub low: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    pub image_trust: f64,
    pub capabilities: f64,
    pub mounts: f64,
    pub secrets: f64,
    pub staleness: f64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            version: 1,
            probabilities: Probabilities { critical: 0.60, high: 0.35, medium: 0.20, low: 0.05 },
            weights: Weights {
                image_trust: 0.20,
                capabilities: 0.25,
                mounts: 0.25,
                secrets: 0.20,
                staleness: 0.10,
            },
            trusted: [
                "docker.io/library",
                "public.ecr.aws/docker/library",
                "registry.k8s.io",
                "mcr.microsoft.com",
                "gcr.io/distroless",
                "cgr.dev/chainguard",
                "registry.access.redhat.com",
                "registry.suse.com",
            ]
            .map(String::from)
            .to_vec(),
            signed: Vec::new(),
            rules_off: BTreeSet::new(),
        }
    }
}

impl Policy {
    pub fn is_off(&self, rule: &str) -> bool {
        !self.rules_off.is_empty() && self.rules_off.contains(rule)
    }

    /// # Errors
    /// The first parameter out of bounds. A policy that does not pass must not be published.
    pub fn validate(&self) -> Result<(), PolicyError> {
        let p = &self.probabilities;
        let ascending = [0.0, p.low, p.medium, p.high, p.critical, Probabilities::MAX];
        // Written so that a NaN fails.
        if !(p.low > 0.0 && ascending.is_sorted()) {
            return Err(PolicyError::Probabilities);
        }
        for dimension in Dimension::ALL {
            let weight = self.weights.of(dimension);
            if weight != 0.0 && !(Weights::SMALLEST..=Weights::LARGEST).contains(&weight) {
                return Err(PolicyError::Weight(dimension));
            }
        }
        let unknown = self.rules_off.iter().find(|rule| rules::find(rule).is_none());
        unknown.map_or(Ok(()), |rule| Err(PolicyError::UnknownRule(rule.clone())))
    }
}

impl Probabilities {
    /// No single finding may take more of the base than this.
    pub const MAX: f64 = 0.95;

    /// 0 to [`Self::MAX`].
    pub const fn of(&self, severity: Severity) -> f64 {
        match severity {
            Severity::Critical => self.critical,
            Severity::High => self.high,
            Severity::Medium => self.medium,
            Severity::Low => self.low,
            Severity::Info => 0.0,
        }
    }
}

impl Weights {
    /// Smallest weight other than 0, which takes a dimension out.
    pub const SMALLEST: f64 = 0.001;
    pub const LARGEST: f64 = 1000.0;

    pub const fn of(&self, dimension: Dimension) -> f64 {
        match dimension {
            Dimension::ImageTrust => self.image_trust,
            Dimension::Capabilities => self.capabilities,
            Dimension::Mounts => self.mounts,
            Dimension::Secrets => self.secrets,
            Dimension::Staleness => self.staleness,
        }
    }
}

/// Why a policy cannot be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyError {
    Probabilities,
    Weight(Dimension),
    UnknownRule(String),
}

impl std::fmt::Display for PolicyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Probabilities => {
                f.write_str("p must hold 0 < low <= medium <= high <= critical <= ")?;
                Probabilities::MAX.fmt(f)
            }
            Self::Weight(dimension) => {
                let (smallest, largest) = (Weights::SMALLEST, Weights::LARGEST);
                write!(f, "the weight of {} must be 0 or {smallest} to {largest}", dimension.as_str())
            }
            Self::UnknownRule(rule) => write!(f, "no rule {rule} to turn off"),
        }
    }
}

impl std::error::Error for PolicyError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(change: impl FnOnce(&mut Policy), expected: &str) {
        let mut policy = Policy::default();
        change(&mut policy);
        let said = policy.validate().map_or_else(|e| e.to_string(), |()| "valid".into());
        assert_eq!(said, expected);
    }

    const ORDER: &str = "p must hold 0 < low <= medium <= high <= critical <= 0.95";

    #[test]
    fn the_default_policy_is_valid() {
        check(|_| (), "valid");
    }

    #[test]
    fn a_low_finding_must_take_something() {
        check(|policy| policy.probabilities.low = 0.0, ORDER);
    }

    #[test]
    fn a_worse_severity_takes_no_less() {
        check(|policy| policy.probabilities.medium = 0.36, ORDER);
        check(|policy| policy.probabilities.medium = 0.35, "valid");
    }

    #[test]
    fn no_finding_takes_everything() {
        check(|policy| policy.probabilities.critical = 0.951, ORDER);
        check(|policy| policy.probabilities.critical = f64::NAN, ORDER);
    }

    #[test]
    fn weights_are_zero_or_sensible() {
        check(|policy| policy.weights.mounts = 0.0, "valid");
        check(|policy| policy.weights.mounts = -0.1, "the weight of mounts must be 0 or 0.001 to 1000");
        check(|policy| policy.weights.secrets = f64::NAN, "the weight of secrets must be 0 or 0.001 to 1000");
    }

    #[test]
    fn only_rules_that_exist_can_be_off() {
        check(|policy| policy.rules_off.extend(["CAP-001".into()]), "valid");
        check(|policy| policy.rules_off.extend(["CAP-999".into()]), "no rule CAP-999 to turn off");
    }
}
