//! Scores what a container can do.
//!
//! [`evaluate`](evaluate::evaluate) turns facts into an [`Outcome`](outcome::Outcome): findings, unknown checks,
//! escape paths. [`score`](score::score) turns an outcome into a [`Posture`](score::Posture). Both are pure: no
//! I/O, no clock, no randomness; the same input gives the same output, natively and in the browser.

pub mod capability;
pub mod dimension;
mod escape;
pub mod evaluate;
pub mod explain;
pub mod facts;
pub mod finding;
pub mod fix;
mod good_practice;
pub mod grade;
pub mod image_reference;
pub mod outcome;
pub mod policy;
mod quote;
pub mod rules;
pub mod score;
pub mod severity;
#[cfg(feature = "testing")]
pub mod testing;
pub mod user;

pub use dimension::Dimension;
pub use evaluate::{Subject, evaluate, evaluate_host};
pub use finding::{Finding, RuleId, Unknown};
pub use grade::Grade;
pub use outcome::Outcome;
pub use policy::Policy;
pub use score::{AcceptedSet, HostScore, Posture, display_score, display_shares, score, score_host};
pub use severity::Severity;
