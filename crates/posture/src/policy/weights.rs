use serde::{Deserialize, Serialize};

use super::Fault;
use crate::Dimension;

/// What each dimension counts; normalised where they are used, so that only their proportions matter.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    pub image_trust: f64,
    pub capabilities: f64,
    pub mounts: f64,
    pub secrets: f64,
    pub staleness: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self { image_trust: 0.20, capabilities: 0.25, mounts: 0.25, secrets: 0.20, staleness: 0.10 }
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

    pub(super) fn fault(&self, dimension: Dimension) -> Option<Fault> {
        let weight = self.of(dimension);
        let is_allowed = weight == 0.0 || (Self::SMALLEST..=Self::LARGEST).contains(&weight);
        (!is_allowed).then(|| Fault::of(&format!("weights.{}", dimension.as_str()), weight))
    }
}
