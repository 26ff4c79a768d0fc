//! What recording scans does to workloads, findings and their past, and what the queries say of it.

mod as_of;
mod concurrency;
mod decisions;
mod hostile;
mod hosts;
mod lists;
mod partial;
mod plans;
mod reassess;
mod roles;
mod scans;
mod support;
