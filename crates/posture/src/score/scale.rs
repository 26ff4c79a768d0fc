use super::DimensionScore;
use super::tally::{Counts, Tally, survival, worst};
use crate::policy::{Policy, Probabilities};
use crate::{Dimension, Grade, Severity};

/// From this score on, medium findings alone are a B.
pub(crate) const GOOD: f64 = 75.0;

/// What a policy makes of findings.
pub(super) struct Scale<'a> {
    probabilities: &'a Probabilities,
    weights: [f64; 5],
    total_weight: f64,
}

/// Where a container stands.
pub(super) struct Standing {
    /// Per dimension, 0 to 1.
    pub bases: [f64; 5],
    pub base: f64,
    pub worst: Option<Severity>,
    pub score: f64,
}

impl<'a> Scale<'a> {
    pub fn new(policy: &'a Policy) -> Self {
        let weights = Dimension::ALL.map(|dimension| policy.weights.of(dimension));
        Self { probabilities: &policy.probabilities, weights, total_weight: weights.iter().sum() }
    }

    pub fn weight(&self, dimension: Dimension) -> f64 {
        self.weights[dimension.index()]
    }

    pub fn survival(&self, counts: &Counts) -> f64 {
        survival(counts, self.probabilities)
    }

    /// (Σ weight * base)³ with normalised weights; 1 where all weights are zero.
    pub fn base(&self, bases: &[f64; 5]) -> f64 {
        if self.total_weight == 0.0 {
            return 1.0;
        }
        let weighted: f64 = self.weights.iter().zip(bases).map(|(weight, base)| weight * base).sum();
        let mean = weighted / self.total_weight;
        mean * mean * mean
    }

    /// A dimension of weight 0 counts nowhere: not in the base, not in the band.
    pub fn standing(&self, tally: &Tally) -> Standing {
        let bases = Dimension::ALL.map(|dimension| self.survival(tally.of(dimension)));
        let base = self.base(&bases);
        let worst = Dimension::ALL
            .into_iter()
            .filter(|dimension| self.weight(*dimension) > 0.0)
            .filter_map(|dimension| worst(tally.of(dimension)))
            .max();
        Standing { bases, base, worst, score: band(worst, base) }
    }

    pub fn dimension(&self, tally: &Tally, dimension: Dimension) -> DimensionScore {
        let counts = tally.of(dimension);
        let worst = worst(counts);
        let score = band(worst, self.survival(counts));
        DimensionScore { dimension, score, grade: grade(worst, score), worst }
    }
}

/// [low, high) of the worst severity, in points.
pub(super) const fn limits(worst: Option<Severity>) -> (f64, f64) {
    match worst {
        Some(Severity::Critical) => (0.0, 30.0),
        Some(Severity::High) => (30.0, 60.0),
        Some(Severity::Medium) => (60.0, 90.0),
        Some(Severity::Low | Severity::Info) | None => (90.0, 100.0),
    }
}

/// Position `base` (0 to 1) within the band of the worst severity; never the first point of the next band, even
/// where a weight is too small to move the base.
pub(super) fn band(worst: Option<Severity>, base: f64) -> f64 {
    let (low, high) = limits(worst);
    let top = if high < 100.0 { high.next_down() } else { high };
    (low + (high - low) * base).min(top)
}

pub(super) fn grade(worst: Option<Severity>, score: f64) -> Grade {
    match worst {
        Some(Severity::Critical) => Grade::F,
        Some(Severity::High) => Grade::D,
        Some(Severity::Medium) if score >= GOOD => Grade::B,
        Some(Severity::Medium) => Grade::C,
        Some(Severity::Low | Severity::Info) | None => Grade::A,
    }
}
