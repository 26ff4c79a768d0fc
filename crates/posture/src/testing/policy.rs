use proptest::prelude::*;

use super::{mostly_default, names_of};
use crate::Policy;
use crate::policy::{Probabilities, Weights};

/// Any policy that validation lets pass; dimensions of weight 0 and rules that are off are among them.
pub fn policy() -> impl Strategy<Value = Policy> {
    let rules_off = mostly_default(20, names_of(&["CAP-001", "CAP-005", "MNT-001", "IMG-002", "HST-005"], 3));
    (probabilities(), weights(), rules_off).prop_map(|(probabilities, weights, rules_off)| Policy {
        version: 2,
        probabilities,
        weights,
        rules_off: rules_off.into_iter().collect(),
        ..Policy::default()
    })
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
