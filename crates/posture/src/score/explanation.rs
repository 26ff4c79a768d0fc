use super::scale::{Scale, Standing, band, limits};
use super::tally::{Counts, Tally, worst};
use super::{Share, dimension_of};
use crate::policy::{Policy, Probabilities};
use crate::{Dimension, Finding, Severity};

/// Fills in loss and gain of every finding that counts.
///
/// The band loss (100 - high) is split evenly among the findings of the worst severity. The inside loss
/// (high - low)(1 - base) goes to the dimensions in proportion to weight (1 - base_d), and within a dimension to its
/// findings in proportion to -ln(1 - p).
pub(super) fn explain(
    scale: &Scale<'_>,
    tally: &Tally,
    standing: &Standing,
    policy: &Policy,
    findings: &[Finding],
    shares: &mut [Share],
) {
    let table = Table::new(scale, tally, standing, &policy.probabilities);
    for (finding, share) in findings.iter().zip(shares) {
        let dimension = dimension_of(&finding.rule, policy).filter(|_| !share.accepted);
        if let Some(dimension) = dimension.filter(|dimension| scale.weight(*dimension) > 0.0) {
            let (loss, gain) = table.cells[dimension.index()][finding.severity.index()];
            share.loss = loss;
            share.gain = gain;
        }
    }
}

/// Findings of one dimension and one severity are alike: (loss, gain) of one of them.
struct Table {
    cells: [[(f64, f64); 5]; 5],
}

impl Table {
    fn new(scale: &Scale<'_>, tally: &Tally, standing: &Standing, probabilities: &Probabilities) -> Self {
        let (low, high) = limits(standing.worst);
        let pulls = Dimension::ALL.map(|d| scale.weight(d) * (1.0 - standing.bases[d.index()]));
        let total_pull: f64 = pulls.iter().sum();
        let inside_loss = (high - low) * (1.0 - standing.base);
        let worst_loss = (100.0 - high) / f64::from(count_of_worst(scale, tally, standing.worst).max(1));

        let occurs =
            |severity: Severity| Dimension::ALL.into_iter().any(|d| tally.of(d)[severity.index()] > 0);
        let hardness = Severity::WORST_FIRST.map(|severity| {
            (severity, if occurs(severity) { hardness(probabilities.of(severity)) } else { 0.0 })
        });
        let mut cells = [[(0.0, 0.0); 5]; 5];
        for dimension in Dimension::ALL {
            let counts = tally.of(dimension);
            let total_hardness: f64 = hardness.iter().map(|(s, h)| f64::from(counts[s.index()]) * h).sum();
            for (severity, hardness) in hardness {
                if counts[severity.index()] == 0 {
                    continue;
                }
                let mut loss = 0.0;
                if total_pull > 0.0 && total_hardness > 0.0 {
                    loss +=
                        inside_loss * (pulls[dimension.index()] / total_pull) * (hardness / total_hardness);
                }
                if Some(severity) == standing.worst {
                    loss += worst_loss;
                }
                let gain = score_without(scale, tally, standing, dimension, severity) - standing.score;
                cells[dimension.index()][severity.index()] = (loss, gain);
            }
        }
        Self { cells }
    }
}

fn count_of_worst(scale: &Scale<'_>, tally: &Tally, worst: Option<Severity>) -> u32 {
    let counting = Dimension::ALL.into_iter().filter(|dimension| scale.weight(*dimension) > 0.0);
    worst.map_or(0, |worst| counting.map(|dimension| tally.of(dimension)[worst.index()]).sum())
}

/// The score with one finding of `severity` fewer in `dimension`.
fn score_without(
    scale: &Scale<'_>,
    tally: &Tally,
    standing: &Standing,
    dimension: Dimension,
    severity: Severity,
) -> f64 {
    let mut counts: Counts = *tally.of(dimension);
    counts[severity.index()] -= 1;
    let mut bases = standing.bases;
    bases[dimension.index()] = scale.survival(&counts);
    let remaining_worst = Dimension::ALL
        .into_iter()
        .filter(|other| scale.weight(*other) > 0.0)
        .filter_map(|other| worst(if other == dimension { &counts } else { tally.of(other) }))
        .max();
    band(remaining_worst, scale.base(&bases))
}

/// -ln(1 - p) for p in [0, 0.95], as the series 2 (z + z³/3 + z⁵/5 …) with z = p / (2 - p): a library's logarithm
/// may differ in the last bit between platforms.
fn hardness(p: f64) -> f64 {
    let z = p / (2.0 - p);
    let square = z * z;
    let (mut sum, mut power, mut divisor) = (0.0, z, 1.0);
    loop {
        let next = sum + power / divisor;
        if next <= sum {
            return 2.0 * sum;
        }
        sum = next;
        power *= square;
        divisor += 2.0;
    }
}

#[cfg(test)]
mod tests {
    use super::hardness;

    #[test]
    fn the_series_is_the_logarithm() {
        for p in [0.0_f64, 1e-9, 0.05, 0.2, 0.35, 0.6, 0.95] {
            assert!((hardness(p) + (1.0 - p).ln()).abs() < 1e-12, "p = {p}");
        }
    }
}
