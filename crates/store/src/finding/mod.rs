mod decide;
mod detail;
mod filter;
mod list;
mod place;
mod queue;
mod row;

pub(crate) use row::{Raw, push_of_workload, push_target, select, title};
