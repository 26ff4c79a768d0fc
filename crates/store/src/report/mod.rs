//! The weekly report: computed as of a moment from intervals and events, then kept for ever.

mod accepted;
mod archive;
mod compute;
mod credential;
mod digest;
mod host;
mod mail;
mod row;
mod schedule;
mod standing;
mod week;

pub use archive::{ArchivedReport, Workloads};
pub use mail::ReportMail;
