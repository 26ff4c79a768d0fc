//! Rules about steps of an image's build history.

use super::Case;
use super::rule::{Hit, Verdict};
use crate::Severity;
use crate::facts::{BuildFlawKind, Image};

/// One finding for all steps: their numbers change with every build and are evidence.
pub(super) fn verdict(case: &Case<'_>, kind: BuildFlawKind, severity: Severity, what: &str) -> Verdict {
    let image = match history_of(case, severity) {
        Ok(image) => image,
        Err(verdict) => return verdict,
    };
    let steps = steps(image, kind);
    Verdict::fail_if(!steps.is_empty(), || Hit::new(severity, format!("{what} in step {steps}")))
}

/// The image with its history, else the verdict that there is none: not offered by this way of collecting, or not read.
pub(super) fn history_of<'a>(case: &Case<'a>, could_be: Severity) -> Result<&'a Image, Verdict> {
    match case.image {
        Some(image) if image.history.is_some() => Ok(image),
        Some(image) if !image.history_unread => Err(Verdict::NotApplicable),
        Some(_) | None => Err(Verdict::unknown("the image's build history", could_be)),
    }
}

/// `3, 7`; empty where there is none.
pub(super) fn steps(image: &Image, kind: BuildFlawKind) -> String {
    let flaws = image.build_flaws.iter().filter(|flaw| flaw.kind == kind);
    flaws.map(|flaw| flaw.step.to_string()).collect::<Vec<_>>().join(", ")
}
