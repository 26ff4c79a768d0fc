//! Fixes as data: a change to facts, what it closes, and what the score is after it.
//!
//! What-if is evaluation again on the changed facts, never subtraction. A fix is offered only if it closes the finding
//! that it is for, lowers no score and makes nothing worse or unknown that was not so before.

mod apply;
mod breakage;
mod change;
mod effort;
mod facts;
mod plan;
mod propose;
mod render;
mod title;
mod what_if;

use serde::{Deserialize, Serialize};

pub use self::breakage::Breakage;
pub use self::change::{Change, EngineSetting, Namespace};
pub use self::effort::Effort;
pub use self::facts::Facts;
pub use self::plan::{Group, Plan, Step, plan};
pub use self::render::{Format, Snippet, render, render_engine};
use self::what_if::{Candidate, Judged, candidates};
pub use self::what_if::{Yardstick, host_fixes};
use crate::facts::{Image, NetworkMode};
use crate::outcome::{EscapeKind, EscapePath, Outcome};
use crate::rules::Case;
use crate::{Grade, RuleId, Severity, Subject, escape};

/// A change that mends findings, and what comes of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fix {
    /// One short imperative sentence; names in it are as hostile as the facts are.
    pub title: String,
    pub change: Change,
    /// Every finding that is gone after it, worst first; the one it is for among them.
    pub closes: Vec<Closed>,
    /// Ways out to the host that are shut.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closes_paths: Vec<EscapeKind>,
    pub effort: Effort,
    pub breakage: Breakage,
    pub after: After,
}

/// A finding that is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Closed {
    pub rule: RuleId,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subject: String,
    pub severity: Severity,
}

/// The posture with the change made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct After {
    /// 0 to 100, accepted findings left out.
    pub score: f64,
    pub grade: Grade,
    /// As [`crate::Posture::complete`].
    pub complete: bool,
    /// Points more than before; never less than 0.
    pub gain: f64,
    /// The rule of the worst finding that is left and counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_by: Option<RuleId>,
}

/// What mends a container, each by itself: most criticals first, then most points, then least effort.
///
/// `outcome` is what [`crate::evaluate`] says of `subject` by the same yardstick.
pub fn fixes(subject: &Subject<'_>, outcome: &Outcome, by: &Yardstick<'_>) -> Vec<Fix> {
    let before = Judged::of(outcome.clone(), by);
    let facts = Facts::from(*subject);
    let mut found = candidates(&facts, &before, by, |_| true);
    found.sort_by_cached_key(|candidate| candidate.rank(&before));
    let case = Case::new(subject, by.policy, by.now);
    found.iter().map(|candidate| describe(candidate, &before, &case, &outcome.escape_paths, by)).collect()
}

/// `open` are the escape paths of `case`.
fn describe(
    candidate: &Candidate<'_>,
    before: &Judged,
    case: &Case<'_>,
    open: &[EscapePath],
    by: &Yardstick<'_>,
) -> Fix {
    let Candidate { change, facts, judged, .. } = candidate;
    Fix {
        title: change.title(),
        closes: before.closed_by(judged),
        closes_paths: closed_paths(open, facts, by),
        effort: effort::of(change),
        breakage: breakage::of(change, case),
        after: After {
            score: judged.posture.score,
            grade: judged.posture.grade,
            complete: judged.posture.complete,
            gain: candidate.gain(before),
            held_by: judged.held_by(by),
        },
        change: change.clone(),
    }
}

fn closed_paths(open: &[EscapePath], after: &Facts<'_>, by: &Yardstick<'_>) -> Vec<EscapeKind> {
    let left = escape::paths(&Case::new(&after.subject(), by.policy, by.now));
    let is_left = |path: &EscapePath| {
        left.iter().any(|own| (own.kind, own.subject.as_str()) == (path.kind, path.subject.as_str()))
    };
    let mut shut: Vec<EscapeKind> = open.iter().filter(|path| !is_left(path)).map(|path| path.kind).collect();
    shut.dedup();
    shut
}

/// A port below 1024 that the program listens on: published, else exposed by the image.
fn low_port(case: &Case<'_>) -> Option<u16> {
    let published = case.container.published_ports.iter().map(|port| port.container_port);
    let exposed = case.image.into_iter().flat_map(Image::exposed).map(|(port, _)| port);
    published.chain(exposed).find(|port| (1..1024).contains(port))
}

/// A volume of that name, or one that Compose made of it for a project.
fn is_volume(source: &str, name: &str) -> bool {
    source.strip_suffix(name).is_some_and(|project| project.is_empty() || project.ends_with('_'))
}

/// Letters and digits alone, with a gap for each other character inside: `/var/lib/data` becomes `var-lib-data`.
fn slug(text: &str, gap: char) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { gap };
    text.chars().map(plain).collect::<String>().trim_matches(gap).to_owned()
}

/// With the host or another container.
const fn shares_network(mode: &NetworkMode) -> bool {
    matches!(mode, NetworkMode::Host | NetworkMode::Container)
}
