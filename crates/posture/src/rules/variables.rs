//! Rules about single variables of the environment.

use super::Case;
use super::rule::{Hit, Verdict};
use crate::Severity;
use crate::facts::{Origin, ValueKind};

/// Judges the environment of container and image together; the evidence says who set a variable.
pub(super) fn verdict(
    case: &Case<'_>,
    judge: impl Fn(ValueKind) -> Option<(Severity, &'static str)>,
) -> Verdict {
    let variables = case.container.environment.iter();
    variables
        .filter_map(|variable| {
            let (severity, what) = judge(variable.kind)?;
            let who = match variable.origin {
                Origin::Container => "set by the container",
                Origin::Image => "set by the image",
            };
            Some(Hit::new(severity, format!("{what}, {who}")).on(variable.name.as_str()))
        })
        .collect()
}
