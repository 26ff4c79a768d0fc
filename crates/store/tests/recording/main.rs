//! What recording scans does to workloads, findings and their past, and what the queries say of it.

#![allow(
    clippy::unwrap_used,
    clippy::float_cmp,
    clippy::cast_possible_wrap,
    reason = "in tests an error is a failure, scores are compared as they were stored, and counts are small"
)]

mod as_of;
mod concurrency;
mod decisions;
mod hostile;
mod hosts;
mod lists;
mod partial;
mod plain;
mod plans;
mod reassess;
mod reports;
mod roles;
mod scans;
mod scope;
mod support;
