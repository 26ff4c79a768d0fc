use serde::{Deserialize, Serialize};

use super::Fault;
use crate::Severity;

/// p(s) of scoring.md: what share of the base one finding takes. Info is always 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Probabilities {
    pub critical: f64,
    pub high: f64,
    pub medium: f64,
    pub low: f64,
}

impl Default for Probabilities {
    fn default() -> Self {
        Self { critical: 0.60, high: 0.35, medium: 0.20, low: 0.05 }
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

    /// From the mildest: each must take at least what the one before it does.
    pub(super) fn faults(&self) -> Vec<Fault> {
        let max = Self::MAX;
        let mut faults = Vec::new();
        // Written so that a NaN fails.
        if !(self.low > 0.0 && self.low <= max) {
            faults.push(Fault::of("probabilities.low", self.low));
        }
        let mut least = self.low;
        for (name, given) in [("medium", self.medium), ("high", self.high), ("critical", self.critical)] {
            let bound = if (0.0..=max).contains(&least) { least } else { 0.0 };
            if !(bound..=max).contains(&given) {
                let allowed = format_args!("{bound} to {max}");
                faults.push(Fault::bounded(&format!("probabilities.{name}"), given, allowed));
            }
            least = given;
        }
        faults
    }
}
