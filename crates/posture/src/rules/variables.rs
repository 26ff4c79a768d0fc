//! Rules about single variables of the environment.

use super::Case;
use super::rule::{Hit, Verdict};
use crate::Severity;
use crate::facts::{Origin, Variable};

/// Judges the environment of container and image together; the evidence says who set a variable.
pub(super) fn verdict(
    case: &Case<'_>,
    judge: impl Fn(&Variable) -> Option<(Severity, &'static str)>,
) -> Verdict {
    hits(case, judge).collect()
}

/// As [`verdict`], for rules that look elsewhere too.
pub(super) fn hits<'a>(
    case: &'a Case<'_>,
    judge: impl Fn(&Variable) -> Option<(Severity, &'static str)> + 'a,
) -> impl Iterator<Item = Hit> + 'a {
    case.container.environment.iter().filter_map(move |variable| {
        let (severity, what) = judge(variable)?;
        let who = match variable.origin {
            Origin::Container => "set by the container",
            Origin::Image => "set by the image",
        };
        Some(Hit::new(severity, format!("{what}, {who}")).on(variable.name.as_str()))
    })
}
