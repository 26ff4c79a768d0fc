use crate::policy::Probabilities;
use crate::{Dimension, Severity};

/// How many findings one dimension, or one host, has; indexed by [`Severity::index`].
pub(super) type Counts = [u32; 5];

/// All that a score depends on: so the order of findings cannot matter.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally([Counts; 5]);

impl Tally {
    pub fn add(&mut self, dimension: Dimension, severity: Severity) {
        self.0[dimension.index()][severity.index()] += 1;
    }

    pub fn of(&self, dimension: Dimension) -> &Counts {
        &self.0[dimension.index()]
    }
}

pub(super) fn worst(counts: &Counts) -> Option<Severity> {
    Severity::WORST_FIRST.into_iter().find(|severity| counts[severity.index()] > 0)
}

/// Π (1 - p) over `counts`, 0 to 1: worst severities first, so that rounding is the same whatever came first, and
/// monotone because each rounded factor is.
pub(super) fn survival(counts: &Counts, probabilities: &Probabilities) -> f64 {
    let mut product = 1.0;
    for severity in Severity::WORST_FIRST {
        let factor = 1.0 - probabilities.of(severity);
        if factor < 1.0 {
            for _ in 0..counts[severity.index()] {
                product *= factor;
            }
        }
    }
    product
}
