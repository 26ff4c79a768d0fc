//! How a posture comes to be: a scan arrived, or time, policy or an acceptance asks to assess again.

mod assess;
mod assessment;
mod carry;
mod container;
mod evaluated;
mod evaluator;
mod failure;
mod finding;
mod host;
mod incoming;
mod known;
mod locked;
mod matching;
mod plain;
mod reassess;
mod recording;
mod remove;
mod replica;
mod rescore;
mod run;
mod scan;
mod slot;
mod stored;
mod turn;
mod write;

pub(crate) use finding::Happening;
pub(crate) use locked::lock_host;
pub use reassess::ReassessReport;
pub(crate) use remove::remove;
pub(crate) use rescore::rescore;
pub(crate) use write::column;
