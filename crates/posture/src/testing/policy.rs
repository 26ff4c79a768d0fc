use proptest::prelude::*;

use super::{mostly_default, name_of, names_of, one_of};
use crate::policy::{ImageAge, NewerImage, Probabilities, Thresholds, Weights};
use crate::{Policy, Severity};

/// Any policy that validation lets pass; dimensions of weight 0 and rules that are off are among them.
pub fn policy() -> impl Strategy<Value = Policy> {
    let rules_off = mostly_default(20, names_of(&["CAP-001", "CAP-005", "MNT-001", "IMG-002", "HST-005"], 3));
    let parts = (probabilities(), weights(), thresholds(), rules_off, severities());
    parts.prop_map(|(probabilities, weights, thresholds, rules_off, severities)| Policy {
        version: 2,
        probabilities,
        weights,
        thresholds,
        rules_off: rules_off.into_iter().collect(),
        severities: severities.into_iter().collect(),
        ..Policy::default()
    })
}

fn severities() -> impl Strategy<Value = Vec<(String, Severity)>> {
    let changed =
        (name_of(&["CAP-005", "MNT-003", "MNT-006", "STL-001", "HST-005"]), one_of(&Severity::WORST_FIRST));
    mostly_default(30, proptest::collection::vec(changed, 0..=3))
}

fn thresholds() -> impl Strategy<Value = Thresholds> {
    let days = || 1..=Thresholds::MOST_DAYS;
    let tries = 1..=Thresholds::MOST_TRIES;
    (proptest::array::uniform3(days()), proptest::array::uniform2(days()), days(), days(), tries).prop_map(
        |(mut ages, mut behind, end_of_life_notice_days, running_days, restart_tries)| {
            ages.sort_unstable();
            behind.sort_unstable();
            Thresholds {
                image_age_days: ImageAge { low: ages[0], medium: ages[1], high: ages[2] },
                newer_image_days: NewerImage { medium: behind[0], high: behind[1] },
                end_of_life_notice_days,
                running_days,
                restart_tries,
            }
        },
    )
}

fn probabilities() -> impl Strategy<Value = Probabilities> {
    proptest::array::uniform4(0.001..=Probabilities::MAX).prop_map(|mut p| {
        p.sort_by(f64::total_cmp);
        let [low, medium, high, critical] = p;
        Probabilities { critical, high, medium, low }
    })
}

fn weights() -> impl Strategy<Value = Weights> {
    let weight = || prop_oneof![1 => Just(0.0), 9 => Weights::SMALLEST..=1.0, 1 => 1.0..=Weights::LARGEST];
    (weight(), weight(), weight(), weight(), weight()).prop_map(
        |(image_trust, capabilities, mounts, secrets, staleness)| Weights {
            image_trust,
            capabilities,
            mounts,
            secrets,
            staleness,
        },
    )
}
